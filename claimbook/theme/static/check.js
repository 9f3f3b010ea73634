// Hold a copy of a document against the coded rows. The copy stays in the browser: the page's policy lets nothing out.
// Loaded by page.js on the one page that asks for it; `claimbookRows` comes from document-rows.js.
(function () {
  "use strict";

  // How a PDF, a Word file and an old Word file begin.
  var OTHER_KINDS = [[0x25, 0x50, 0x44, 0x46, 0x2d], [0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0]];
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

  // A row far from where its neighbours say it should be is not taken for the one that was coded.
  var NEAR = 120, LONG = 8, NEIGHBOURS = 5, FEWEST = 2;

  function middle(numbers) {
    return numbers.sort(function (one, other) { return one - other; })[Math.floor(numbers.length / 2)];
  }

  // Each row at its position, if the text is the coded one; else where its words are. Longer words that stand in one
  // place only say by how much the text around them has moved; no place is given to two rows of two places.
  function look(text, copied, same) {
    var at = places(text);
    if (same) {
      return copied.rows.map(function (row) { return { row: row, start: at(row.start), end: at(row.end) }; });
    }
    var found = copied.rows.map(function (row) { return { row: row, all: everywhere(text, row.words) }; });
    var alone = found.filter(function (one) { return one.row.words.length >= LONG && one.all.length === 1; })
      .map(function (one) { return { at: one.row.start, moved: one.all[0][0] - at(one.row.start) }; });
    var taken = new Map();
    found.forEach(function (one) {
      var near = alone.slice().sort(function (first, second) {
        return Math.abs(first.at - one.row.start) - Math.abs(second.at - one.row.start);
      }).slice(0, NEIGHBOURS);
      var wanted = at(one.row.start) + (near.length ? middle(near.map(function (other) { return other.moved; })) : 0);
      one.all.forEach(function (place) {
        var distance = Math.abs(place[0] - wanted);
        if (one.distance === undefined || distance < one.distance) {
          one.start = place[0];
          one.end = place[1];
          one.distance = distance;
        }
      });
      if (!(one.distance <= NEAR)) { one.start = undefined; return; }
      var before = taken.get(one.start);
      if (before && before.row.start !== one.row.start) {
        var farther = before.distance <= one.distance ? one : before;
        farther.start = undefined;
        if (farther === one) { return; }
      }
      taken.set(one.start, one);
    });
    return found;
  }

  function isThere(one) { return one.start !== undefined; }

  // Rows of several words: a name or a number alone stands in any report.
  function longOnes(found) {
    return found.filter(function (one) {
      return one.row.words.length >= LONG && /\s/.test(one.row.words) && isThere(one);
    }).length;
  }

  // The rows between the first and the last that are there: of a passage, what lies outside it isn't missing.
  function within(found) {
    var there = found.filter(isThere).map(function (one) { return one.row.start; });
    var first = Math.min.apply(null, there), last = Math.max.apply(null, there);
    return found.filter(function (one) { return one.row.start >= first && one.row.start <= last; });
  }

  // Text with its rows marked; where several overlap, the mark leads to the first and names the others.
  function marked(text, found) {
    var edges = new Set([0, text.length]), box = element("div", "", "cb-document");
    found.forEach(function (one) { if (isThere(one)) { edges.add(one.start); edges.add(one.end); } });
    var ordered = Array.from(edges).sort(function (one, other) { return one - other; });
    var starting = found.filter(isThere).sort(function (one, other) { return one.start - other.start; });
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
      if (isThere(one)) {
        var there = element("a", "in the text");
        there.href = "#at-" + one.row.id;
        item.append(" ", there);
      } else if (one.all.length) {
        item.append(" (the words stand elsewhere in the text)");
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
        if (!best || longOnes(looked) > longOnes(found)) { best = one; found = looked; }
      });
    }
    if (!best || (!same && longOnes(found) < FEWEST)) {
      told.append(element("p", "Too few of the passages that were coded from any report are here. To look up a short "
        + "quotation, type its number into the search field.", "cb-verdict"));
      return;
    }
    var passage = !same && found.filter(isThere).length < found.length / 2, looked = passage ? within(found) : found;
    var lost = looked.filter(function (one) { return !isThere(one); });
    var name = element("a", best.name), verdict = element("p", "", "cb-verdict");
    name.href = best.href;
    if (same) {
      verdict.append("This is the text that was coded: ", name, ". Its checksum is the same, so it is the same to the last character.");
    } else {
      verdict.append(passage ? "This looks like a part of " : "This looks like ", name,
        passage ? ". " : ", but it is not the same to the last character. ");
      verdict.append(lost.length
        ? number(looked.length - lost.length, "passage") + " of the " + looked.length + " that were coded " +
          (passage ? "between the first and the last one here " : "") + "are in your copy; " + lost.length +
          (lost.length === 1 ? " is" : " are") + " missing or altered."
        : "All " + number(looked.length, "passage") + " that were coded " + (passage ? "there " : "") + "are in your copy.");
    }
    told.append(verdict);
    if (lost.length) { told.append(listed("Missing or altered", lost, true)); }
    told.append(listed("In your copy", looked.filter(isThere), false), element("h2", "Your copy, with every coded passage marked"),
      marked(text, found));
  }

  function fail(words) { told.replaceChildren(element("p", words, "cb-verdict")); }

  function read(file) {
    var mine = run += 1;
    if (file.size > MOST_BYTES) { fail("The file is larger than five megabytes. Choose the text of the document."); return; }
    file.arrayBuffer().then(function (bytes) {
      var start = Array.from(new Uint8Array(bytes.slice(0, 5)));
      var other = OTHER_KINDS.find(function (kind) { return kind.every(function (byte, at) { return start[at] === byte; }); });
      if (other) {
        if (mine === run) { fail("This is a PDF or a Word file. Save it as plain text, or copy its words into the field."); }
        return;
      }
      var encoding = start[0] === 0xff && start[1] === 0xfe ? "utf-16le" : start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "utf-8";
      var text = new TextDecoder(encoding, { fatal: true, ignoreBOM: encoding === "utf-8" }).decode(bytes);
      return checksum(bytes).then(function (sum) {
        if (mine !== run) { return; }
        var coded = window.claimbookRows.some(function (one) { return one.sha256 === sum; });
        var page = !coded && (/^\s*<(!doctype|html|head|body)/i.test(text) || /html$/i.test(file.name));
        show(page ? wordsOfPage(text) : text, sum);
      });
    }).catch(function () { if (mine === run) { fail("The file can’t be read as text in UTF-8 or UTF-16."); } });
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
      var mine = run, text = words.value;
      if (!text.trim()) { told.replaceChildren(); return; }
      checksum(new TextEncoder().encode(text)).then(function (sum) { if (mine === run) { show(text, sum); } });
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
