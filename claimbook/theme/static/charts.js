// Makes a chart interactive when a reader comes to it. Without this script every chart is a picture.
(function () {
  "use strict";

  var root = document.documentElement.dataset.content_root || "./";
  var engine = null;
  var line = navigator.connection || {};
  // Who saves data, or has a slow line, is asked first: the engine is 0.3 MB.
  var asksFirst = line.saveData || /(^|-)2g$/.test(line.effectiveType || "");

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
    if (chart.dataset.live) { return; }
    chart.dataset.live = "loading";
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
    }).catch(function () {
      delete chart.dataset.live;  // the picture stays; the next visit tries again
      engine = null;
    });
  }

  function offer(chart) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "cb-offer " + (chart.classList.contains("cb-wide") ? "cb-wide" : "cb-narrow");
    button.textContent = "Make this chart interactive (loads 0.3 MB)";
    button.addEventListener("click", function () {
      upgrade(chart);
      button.remove();
    });
    chart.after(button);
  }

  var charts = Array.from(document.querySelectorAll(".cb-chart"));
  if (asksFirst) {
    charts.forEach(offer);
    return;
  }

  // A reader has come to a chart by scrolling to it or by pointing at it; opening the page is not enough.
  var inView = new Set(), scrolled = false;
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) { inView.delete(entry.target); return; }
      inView.add(entry.target);
      if (scrolled) { upgrade(entry.target); }
    });
  });
  charts.forEach(function (chart) {
    seen.observe(chart);
    chart.addEventListener("pointerenter", function () { upgrade(chart); }, { once: true });
  });
  window.addEventListener("scroll", function () {
    scrolled = true;
    inView.forEach(upgrade);
  }, { once: true, passive: true });
})();
