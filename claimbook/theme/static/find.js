// What the book holds of the words that a reader typed: figures first, then names, then pages.
// Uses Sphinx's index of words and its stemmer; stores nothing and asks for no other page.
(function () {
  "use strict";

  var asked = (new URLSearchParams(window.location.search).get("q") || "").trim();
  var found = document.getElementById("cb-found");
  var known = null, words = null;
  var NEAR = 4, MANY = 30;

  // "Over 1,200 militants" asks for 1200, "71.2%" for 71.2.
  function numberIn(text) {
    var match = /\d[\d,]*(\.\d+)?/.exec(text);
    return match ? Number(match[0].replace(/,/g, "")) : null;
  }

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  }

  function heading(text) {
    var title = document.createElement("h2");
    title.textContent = text;
    found.append(title);
  }

  function list(entries) {
    var all = document.createElement("ul");
    entries.forEach(function (entry) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.href = entry.href;
      link.textContent = entry.name;
      item.append(link);
      var says = entry.of ? entry.of.join("; ") + ": " + entry.by : entry.says;
      if (says) { item.append(" – " + says); }
      all.append(item);
    });
    found.append(all);
  }

  function say(text, href, name) {
    var line = document.createElement("p"), link = document.createElement("a");
    link.href = href;
    link.textContent = name;
    line.append(text, link, ".");
    found.append(line);
  }

  function stems(text) {
    return plain(text).split(" ").map(function (word) { return new Stemmer().stemWord(word); });
  }

  // Of whom a reader asks: the words typed that say of what some figure is.
  function kindsAsked() {
    var kinds = new Set(known.figures.flatMap(function (one) { return one.of.flatMap(stems); }));
    return plain(asked).split(" ").filter(function (word) {
      return !stopwords.includes(word) && kinds.has(new Stemmer().stemWord(word));
    });
  }

  function isOf(figure, kinds) {
    var wanted = stems(kinds);
    return figure.of.some(function (one) {
      var there = stems(one);
      return wanted.every(function (kind) { return there.includes(kind); });
    });
  }

  function showFigures() {
    var number = numberIn(asked);
    if (number === null) { return; }
    var kinds = kindsAsked().join(" ");
    var like = kinds ? known.figures.filter(function (one) { return isOf(one, kinds); }) : [];
    var exact = known.figures.filter(function (one) { return one.value === number; });
    if (exact.length) {
      var meant = !like.length || like.includes(exact[0]);
      heading(meant ? "In print" : "In print, but not of: " + kinds);
      list(exact);
      if (meant) { return; }
    } else {
      heading("No claim in this book is of the figure " + number);
    }
    var near = (like.length ? like : known.figures).slice().sort(function (one, other) {
      return Math.abs(one.value - number) - Math.abs(other.value - number) || one.value - other.value;
    }).slice(0, NEAR).sort(function (one, other) { return one.value - other.value; });
    var which = like.length ? "The nearest figures of “" + kinds + "”" : "The nearest figures in print";
    say(which + " are below; all figures are in ", found.dataset.numbers, "the list of figures");
    list(near);
    say("If you have seen it in a document, say where: ", found.dataset.report, "how to report a figure");
  }

  function showNames() {
    var wanted = plain(asked.replace(/\d[\d,]*(\.\d+)?%?/g, " "));
    if (!wanted) { return; }
    var names = known.names.concat(terms());
    var fits = names.filter(function (one) {
      return one.spellings.some(function (name) { return (" " + plain(name)).includes(" " + wanted); });
    });
    if (fits.length) {
      heading("Names and terms");
      list(fits.slice(0, MANY));
      return;
    }
    var near = names.filter(function (one) {
      return one.spellings.some(function (name) {
        return plain(name).split(" ").some(function (word) { return isNear(word, wanted); });
      });
    });
    if (near.length) {
      heading("Names that are spelled like it");
      list(near.slice(0, NEAR));
    }
  }

  // Two words are near when a letter or two make the difference; short words must be alike.
  function isNear(one, other) {
    var shorter = Math.min(one.length, other.length), most = shorter < 5 ? 0 : shorter < 6 ? 1 : 2;
    if (Math.abs(one.length - other.length) > most) { return false; }
    var row = Array.from({ length: other.length + 1 }, function (_, at) { return at; });
    for (var i = 1; i <= one.length; i += 1) {
      var before = row[0];
      row[0] = i;
      for (var j = 1; j <= other.length; j += 1) {
        var above = row[j];
        row[j] = Math.min(above + 1, row[j - 1] + 1, before + (one[i - 1] === other[j - 1] ? 0 : 1));
        before = above;
      }
    }
    return row[other.length] <= most;
  }

  // The terms of the glossary, as Sphinx lists them: by name, each with its page and its place there.
  function terms() {
    return Object.keys(words.indexentries).map(function (name) {
      var place = words.indexentries[name][0];
      return { href: words.docnames[place[0]] + ".html#" + place[1], name: name, says: "term", spellings: [name] };
    });
  }

  function pagesWith(word) {
    var stem = new Stemmer().stemWord(word), pages = new Set();
    [words.terms, words.titleterms].forEach(function (index) {
      Object.keys(index).forEach(function (term) {
        if (term === stem || (word.length > 3 && term.startsWith(stem))) {
          [].concat(index[term]).forEach(function (page) { pages.add(page); });
        }
      });
    });
    return pages;
  }

  function showPages() {
    var parts = plain(asked).split(" ").filter(function (word) {
      return word && !/^\d+$/.test(word) && !stopwords.includes(word);
    });
    if (!parts.length) { return; }
    var sets = parts.map(pagesWith);
    var pages = Array.from(sets[0]).filter(function (page) {
      return sets.every(function (set) { return set.has(page); });
    }).map(function (page) {
      // Chapters first: their address has no folder.
      return { href: words.docnames[page] + ".html", name: words.titles[page], depth: words.docnames[page].split("/").length };
    }).sort(function (one, other) { return one.depth - other.depth || one.name.localeCompare(other.name, "en", { numeric: true }); });
    heading(pages.length ? "Pages with these words" : "No page has all of these words");
    list(pages.slice(0, MANY));
  }

  function show() {
    if (!asked || !known || !words) { return; }
    found.replaceChildren();
    document.getElementById("cb-find").value = asked;
    showFigures();
    showNames();
    showPages();
  }

  window.claimbookFind = function (index) { known = index; show(); };
  window.Search = { setIndex: function (index) { words = index; show(); } };
})();
