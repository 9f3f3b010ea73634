// Network first; without one the pages that were visited, and for others the page that says so.
// Keeps pages, styles, scripts and pictures, no downloads. One store for each place where a book stands.
"use strict";

var STORE = "claimbook " + self.registration.scope;
var KEPT = ["document", "style", "script", "image"];
var OFFLINE = new URL("offline.html", self.registration.scope).href;

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(STORE).then(function (store) { return store.add(OFFLINE); }));
  self.skipWaiting();
});

self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener("fetch", function (event) {
  var request = event.request;
  if (request.method !== "GET" || !KEPT.includes(request.destination)) { return; }
  if (new URL(request.url).origin !== self.location.origin) { return; }
  event.respondWith(fetch(request).then(function (answer) {
    if (answer.ok) {
      var copy = answer.clone();
      event.waitUntil(caches.open(STORE).then(function (store) { return store.put(request, copy); }));
    }
    return answer;
  }, function () {
    return caches.open(STORE).then(function (store) {
      return store.match(request, { ignoreSearch: request.destination === "document" });
    }).then(function (kept) {
      if (kept) { return kept; }
      return request.destination === "document" ? Response.redirect(OFFLINE) : Response.error();
    });
  }));
});
