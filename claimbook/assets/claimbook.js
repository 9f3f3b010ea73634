// Makes a chart interactive when a reader reaches it, and a table that scrolls reachable by keyboard.
// Without this script every chart is a picture and every table is whole.
(function () {
  "use strict";

  var root = document.documentElement.dataset.content_root || "./";
  var engine = null;

  function loadEngine() {
    engine = engine || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = root + "vega.js";
      script.onload = function () { resolve(window.claimbookVega); };
      script.onerror = reject;
      document.head.appendChild(script);
    });
    return engine;
  }

  function upgrade(chart) {
    var specification = JSON.parse(chart.querySelector(".cb-spec").textContent);
    var picture = chart.querySelector("svg");
    var live = document.createElement("div");
    loadEngine().then(function (vega) {
      return vega.embed(live, specification, {
        renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true }
      });
    }).then(function () {
      var drawn = live.querySelector("svg");
      // The label on the wrapper stands for the whole chart.
      drawn.setAttribute("aria-hidden", "true");
      drawn.setAttribute("focusable", "false");
      picture.replaceWith(live);
      chart.dataset.live = "true";
    });
  }

  function watchCharts() {
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting && entry.target.querySelector("svg")) {
          seen.unobserve(entry.target);
          upgrade(entry.target);
        }
      });
    });
    document.querySelectorAll(".cb-chart").forEach(function (chart) { seen.observe(chart); });
  }

  function nameScrollingTables() {
    document.querySelectorAll(".cb-table").forEach(function (box) {
      var scrolls = box.scrollWidth > box.clientWidth;
      var caption = box.querySelector("caption");
      if (scrolls) {
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", caption.textContent);
      } else {
        box.removeAttribute("tabindex");
        box.removeAttribute("role");
        box.removeAttribute("aria-label");
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    watchCharts();
    nameScrollingTables();
    window.addEventListener("resize", nameScrollingTables);
    document.querySelectorAll("details").forEach(function (part) { part.addEventListener("toggle", nameScrollingTables); });
  });
})();
