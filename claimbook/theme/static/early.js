// Before anything is drawn: the colours that the reader has chosen, and that scripts run.
(function () {
  "use strict";
  var page = document.documentElement;
  page.dataset.scripts = "on";
  try {
    var chosen = localStorage.getItem("claimbook-colours");
    if (chosen) { page.dataset.colours = chosen; }
  } catch (refused) { /* nothing may be stored here: the system's colours stay */ }
})();
