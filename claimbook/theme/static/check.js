// Hold a copy of a document against the coded rows. The copy stays in the browser: the page's policy lets nothing out.
// Loaded by page.js on the one page that asks for it; `claimbookRows` comes from document-rows.js.
(function () {
  "use strict";

  var MOST_BYTES = 5000000;
  var place = document.querySelector(".cb-check"), told = document.createElement("div"), run = 0;

  function element(name, words, css) {
    var made = document.createElement(name);
    if (words) { made.textContent = words; }
    if (css) { made.className = css; }
    return made;
  }

  function number(of, noun) { return of + " " + noun + (of === 1 ? "" : "s"); }

  // The words of a saved web page, a line for each block; scripts of the page are never run.
  function wordsOfPage(source) {
    var page = new DOMParser().parseFromString(source, "text/html");
    page.querySelectorAll("script, style, noscript, template").forEach(function (part) { part.remove(); });
    page.querySelectorAll("p, div, li, br, h1, h2, h3, h4, h5, h6, tr, blockquote, section, article").forEach(
      function (block) { block.append("\n"); block.before("\n"); }
    );
    return page.body ? page.body.textContent.replace(/[ \t\u00a0]+/g, " ").replace(/\s*\n\s*/g, "\n").trim() : "";
  }

  function checksum(bytes) {
    if (!window.crypto || !crypto.subtle) { return Promise.resolve(""); }
    return crypto.subtle.digest("SHA-256", bytes).then(function (digest) {
      return Array.from(new Uint8Array(digest)).map(function (one) { return one.toString(16).padStart(2, "0"); }).join("");
    });
  }

  // Positions of the ledger count characters; those of scripts count some characters twice.
  function places(text) {
    if (!/[\ud800-\udfff]/.test(text)) { return function (at) { return at; }; }
    var starts = [], at = 0;
    Array.from(text).forEach(function (character) { starts.push(at); at += character.length; });
    starts.push(at);
    return function (position) { return position < starts.length ? starts[position] : -1; };
  }

  function escaped(words) { return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); }

  // Where the words of a row stand, whatever the spaces, quotation marks and dashes; a number is found whole.
  function everywhere(text, words) {
    var pattern = words.trim().split(/\s+/).map(function (word) {
      return escaped(word).replace(/['’‘]/g, "['’‘]").replace(/["“”]/g, "[\"“”]").replace(/[-–—‑]/g, "[-–—‑]");
    }).join("\\s+");
    var before = /^[\p{L}\p{N}]/u.test(words) ? "(?<![\\p{L}\\p{N}]|\\p{N}[.,])" : "";
    var after = /[\p{L}\p{N}]$/u.test(words) ? "(?![\\p{L}\\p{N}]|[.,]\\p{N})" : "";
    return Array.from(text.matchAll(new RegExp(before + pattern + after, "gu"))).map(function (found) {
      return [found.index, found.index + found[0].length];
    });
  }

  // Each row at its position, if the text is the coded one; else where its words are. Where they stand in several
  // places, the nearest to the row beside it whose words stand in one place only.
  function look(text, copied, same) {
    var at = places(text), alone = [];
    var found = copied.rows.map(function (row) {
      var start = at(row.start), end = at(row.end);
      if (same || text.slice(start, end) === row.words) { return { row: row, start: start, end: end, of: 1, exact: true }; }
      var all = everywhere(text, row.words);
      if (all.length === 1) { alone.push([row.start, all[0][0] - row.start]); }
      return { row: row, of: all.length, all: all };
    });
    found.forEach(function (one) {
      if (one.exact || !one.of) { return; }
      var wanted = one.row.start + alone.reduce(function (best, other) {
        return Math.abs(other[0] - one.row.start) < Math.abs(best[0] - one.row.start) ? other : best;
      }, [Infinity, 0])[1];
      var nearest = one.all.reduce(function (best, other) {
        return Math.abs(other[0] - wanted) < Math.abs(best[0] - wanted) ? other : best;
      });
      one.start = nearest[0];
      one.end = nearest[1];
    });
    return found;
  }

  function share(found) {
    var long = found.filter(function (one) { return one.row.words.length > 3; });
    return long.length ? long.filter(function (one) { return one.of; }).length / long.length : 0;
  }

  // Text with its rows marked; where several overlap, the mark leads to the first and names the others.
  function marked(text, found) {
    var edges = new Set([0, text.length]), box = element("div", "", "cb-document");
    found.forEach(function (one) { if (one.of) { edges.add(one.start); edges.add(one.end); } });
    var ordered = Array.from(edges).sort(function (one, other) { return one - other; });
    var starting = found.filter(function (one) { return one.of; }).sort(function (one, other) { return one.start - other.start; });
    ordered.slice(0, -1).forEach(function (start, place) {
      var words = text.slice(start, ordered[place + 1]);
      var here = starting.filter(function (one) { return one.start <= start && start < one.end; });
      if (!here.length) { box.append(words); return; }
      var mark = element("mark"), link = element("a", words);
      link.href = here[0].row.href;
      link.title = here.map(function (one) { return one.row.says; }).join("\n");
      if (here[0].start === start) { mark.id = "at-" + here[0].row.id; }
      mark.append(link);
      box.append(mark);
    });
    return box;
  }

  function listed(heading, found, open) {
    var fold = element("details"), list = element("ul");
    fold.append(element("summary", heading + ": " + found.length), list);
    fold.open = open;
    found.forEach(function (one) {
      var item = element("li"), link = element("a", one.row.says);
      link.href = one.row.href;
      item.append(element("q", one.row.words), ": ", link);
      if (one.of > 1) { item.append(" (the words stand in " + one.of + " places; the nearest is marked)"); }
      if (one.of) {
        var there = element("a", "in the text");
        there.href = "#at-" + one.row.id;
        item.append(" ", there);
      }
      list.append(item);
    });
    return fold;
  }

  function show(text, sum) {
    var documents = window.claimbookRows, same = documents.find(function (one) { return one.sha256 === sum; });
    told.replaceChildren();
    var best = same, found = same ? look(text, same, true) : [];
    if (!same) {
      documents.forEach(function (one) {
        var looked = look(text, one, false);
        if (!best || share(looked) > share(found)) { best = one; found = looked; }
      });
    }
    if (!best || (!same && share(found) < 0.5)) {
      told.append(element("p", "This is none of the documents that were read in full: too few of their words stand in it.", "cb-verdict"));
      return;
    }
    var lost = found.filter(function (one) { return !one.of; });
    var moved = found.filter(function (one) { return one.of && !one.exact; });
    var name = element("a", best.name), verdict = element("p", "", "cb-verdict");
    name.href = best.href;
    if (same) {
      verdict.append("This is the text that was coded: ", name, ". Its checksum is the same, so each row stands where the ledger says.");
    } else if (!moved.length && !lost.length) {
      verdict.append("Every row of ", name, " stands at its place, but the checksum is ",
        sum ? "another: the text differs where nothing was coded." : "unknown: this browser gives none on this address.");
    } else {
      verdict.append("This is another copy of ", name, ", or an edited one. ", number(found.length - lost.length, "row"),
        " of " + found.length + " found by their words; " + lost.length + " lost.");
    }
    told.append(verdict);
    if (lost.length) { told.append(listed("Not in this text", lost, true)); }
    if (moved.length) { told.append(listed("Found by their words", moved, false)); }
    told.append(listed("All coded rows", found, false), element("h2", "The text, with every coded row marked"), marked(text, found));
  }

  function fail(words) { told.replaceChildren(element("p", words, "cb-verdict")); }

  function read(file) {
    var mine = run += 1;
    if (file.size > MOST_BYTES) { fail("The file is larger than five megabytes. Choose the text of the document."); return; }
    file.arrayBuffer().then(function (bytes) {
      var start = new Uint8Array(bytes.slice(0, 4));
      if (start[0] === 0x25 && start[1] === 0x50 || start[0] === 0x50 && start[1] === 0x4b) {
        if (mine === run) { fail("This is a PDF or a Word file. Save it as plain text, or copy its words into the field."); }
        return;
      }
      var text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
      return checksum(bytes).then(function (sum) {
        if (mine !== run) { return; }
        var page = /^\s*<(!doctype|html|head|body)/i.test(text) || /html$/i.test(file.name);
        show(page ? wordsOfPage(text) : text, sum);
      });
    }).catch(function () { if (mine === run) { fail("The file can’t be read."); } });
  }

  function build() {
    var form = element("form", "", "cb-filter"), pair = element("div"), label = element("label", "A copy of the document");
    var choose = element("input"), again = element("div"), name = element("label", "Or its words"), words = element("textarea");
    choose.type = "file";
    choose.accept = ".txt,.html,.htm,text/plain,text/html";
    label.htmlFor = choose.id = "cb-copy-file";
    name.htmlFor = words.id = "cb-copy-words";
    words.rows = 4;
    told.setAttribute("role", "status");
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    choose.addEventListener("change", function () { if (choose.files.length) { read(choose.files[0]); } });
    words.addEventListener("input", function () {
      run += 1;
      if (words.value.trim()) { show(words.value, ""); } else { told.replaceChildren(); }
    });
    ["dragover", "drop"].forEach(function (kind) {
      place.addEventListener(kind, function (event) {
        event.preventDefault();
        if (kind === "drop" && event.dataTransfer.files.length) { read(event.dataTransfer.files[0]); }
      });
    });
    pair.append(label, choose);
    again.append(name, words);
    form.append(pair, again);
    place.append(form, told);
    place.dataset.ready = "true";
  }

  build();
})();
