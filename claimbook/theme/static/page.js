// The frame of a page: menus on a phone, the choice of colours, tables that scroll, what opens for an address or on paper.
// Without this script every menu is open and the colours follow the system.
(function () {
  "use strict";

  // On a phone the lists of chapters and of the page's parts open on demand; on a wide screen the buttons are hidden.
  function foldMenu(menu) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = menu.getAttribute("aria-label");
    button.className = "cb-fold";
    button.setAttribute("aria-controls", menu.id);
    function show(open) {
      menu.dataset.open = String(open);
      button.setAttribute("aria-expanded", String(open));
    }
    button.addEventListener("click", function () { show(menu.dataset.open !== "true"); });
    menu.addEventListener("click", function (event) { if (event.target.closest("a")) { show(false); } });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") { return; }
      if (menu.contains(document.activeElement)) { button.focus(); }
      show(false);
    });
    show(false);
    menu.prepend(button);
  }

  function offerColours() {
    var page = document.documentElement, names = { "": "System colours", light: "Light", dark: "Dark" };
    var label = document.createElement("label"), select = document.createElement("select");
    label.htmlFor = select.id = "cb-colours";
    label.className = "cb-aside";
    label.textContent = "Colours of the page";
    Object.keys(names).forEach(function (name) { select.add(new Option(names[name], name)); });
    select.value = page.dataset.colours || "";
    select.addEventListener("change", function () {
      if (select.value) { page.dataset.colours = select.value; } else { delete page.dataset.colours; }
      try {
        if (select.value) {
          localStorage.setItem("claimbook-colours", select.value);
        } else {
          localStorage.removeItem("claimbook-colours");
        }
      } catch (refused) { /* the choice holds for this page */ }
    });
    document.querySelector(".cb-bottom").prepend(label, select);
  }

  // Scripts that one page needs are loaded on that page only, in their order.
  function loadScripts() {
    document.querySelectorAll("[data-load]").forEach(function (part) {
      part.dataset.load.split(" ").forEach(function (address) {
        var script = document.createElement("script");
        script.async = false;
        script.src = document.documentElement.dataset.content_root + address;
        document.head.append(script);
      });
    });
  }

  // A sentence that can be printed is copied with one click.
  function offerCopies() {
    if (!navigator.clipboard) { return; }
    document.querySelectorAll(".cb-copy").forEach(function (sentence) {
      var button = document.createElement("button"), words = sentence.textContent;
      var address = sentence.dataset.address && new URL(sentence.dataset.address, location.href).href;
      if (address && address.startsWith("http")) { words += " " + address; }
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", function () {
        navigator.clipboard.writeText(words).then(
          function () { button.textContent = "Copied"; },
          function () { button.textContent = "Can’t copy: select the sentence"; }
        );
      });
      sentence.append(" ", button);
    });
  }

  // An address inside something closed opens it; the address of a card opens the card.
  function openAddressed() {
    var name = location.hash.slice(1), part = null;
    try { part = document.getElementById(decodeURIComponent(name)); } catch (malformed) { return; }
    if (!part) { return; }
    part.querySelectorAll(":scope > details").forEach(function (own) { own.open = true; });
    for (var around = part.closest("details"); around; around = around.parentElement.closest("details")) {
      around.open = true;
    }
    part.scrollIntoView();
  }

  function nameScrollingTables() {
    var names = {};
    document.querySelectorAll(".cb-table").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) {
        var name = box.querySelector("caption").textContent;
        names[name] = (names[name] || 0) + 1;
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", names[name] > 1 ? name + " (" + names[name] + ")" : name);
      } else {
        ["tabindex", "role", "aria-label"].forEach(function (name) { box.removeAttribute(name); });
      }
      markMore(box);
    });
  }

  // A table that goes on beyond its edge has a shadow there.
  function markMore(box) {
    box.toggleAttribute("data-more", box.scrollWidth - box.clientWidth - box.scrollLeft > 1);
  }

  // On paper nothing can be opened.
  function openForPrint() {
    document.querySelectorAll("details:not([open])").forEach(function (part) {
      part.open = true;
      part.dataset.closed = "true";
    });
  }

  function closeAfterPrint() {
    document.querySelectorAll("details[data-closed]").forEach(function (part) {
      part.open = false;
      delete part.dataset.closed;
    });
  }

  // A page that was read once can be read again without a line. The first visit comes before its keeper, so it is
  // handed over here.
  function keepForOffline() {
    var draft = document.getElementById("cb-draft");
    if (draft || !("serviceWorker" in navigator) || !/^https?:$/.test(location.protocol)) { return; }
    var root = new URL(document.documentElement.dataset.content_root || "./", location.href);
    navigator.serviceWorker.register(new URL("offline.js", root)).then(function (keeper) {
      if (navigator.serviceWorker.controller) { return null; }
      var own = Array.from(document.querySelectorAll('script[src], link[rel="stylesheet"], link[rel="icon"]'));
      var files = own.map(function (element) { return element.src || element.href; });
      return caches.open("claimbook " + keeper.scope).then(function (store) {
        return Promise.all([location.href.split("#")[0]].concat(files).map(function (address) {
          return fetch(address, { cache: "force-cache" }).then(function (answer) {
            return answer.ok ? store.put(address, answer) : null;
          });
        }));
      });
    }).catch(function () { /* a private window keeps nothing */ });
  }

  document.querySelectorAll(".cb-chapters, .cb-contents").forEach(foldMenu);
  offerColours();
  offerCopies();
  loadScripts();
  nameScrollingTables();
  window.addEventListener("resize", nameScrollingTables);
  document.addEventListener("toggle", nameScrollingTables, true);
  document.addEventListener("scroll", function (event) {
    if (event.target !== document && event.target.matches(".cb-table")) { markMore(event.target); }
  }, true);
  document.addEventListener("claimbook:rows", nameScrollingTables);
  if (location.hash) { openAddressed(); }
  window.addEventListener("hashchange", openAddressed);
  // The address that is already there changes nothing, but may have been closed again.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href*='#']");
    if (link && link.href === location.href) { openAddressed(); }
  });
  window.addEventListener("load", keepForOffline);
  window.addEventListener("beforeprint", openForPrint);
  window.addEventListener("afterprint", closeAfterPrint);
})();
