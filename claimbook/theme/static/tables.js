// Tables that can be searched, sorted and narrowed down, and long ones a page at a time.
// Without this script every table is whole.
(function () {
  "use strict";

  var ROWS_OF_A_PAGE = 25;

  // What is chosen stands in the address, so that it can be passed on: one name for each field of each table.
  var chosen = new URLSearchParams(window.location.search);

  function choose(name, value) {
    if (value) { chosen.set(name, value); } else { chosen.delete(name); }
  }

  function showInAddress() {
    var query = chosen.toString();
    try {
      history.replaceState(null, "", (query ? "?" + query : window.location.pathname) + window.location.hash);
    } catch (refused) { /* opened from disk, some browsers keep the address as it is */ }
  }

  // A cell's own words: what stands beneath them in small letters can be searched, and is not chosen by.
  function wordsOf(cell) {
    return Array.from(cell.childNodes).filter(function (part) { return part.nodeName !== "SMALL"; })
      .map(function (part) { return part.textContent; }).join("").trim();
  }

  function slug(text) { return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""); }

  // A script works from a disk too, where a page may not fetch its neighbours.
  function withWords(address, use) {
    if (window.claimbookReadable) { use(window.claimbookReadable); return; }
    var script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", function () { use(window.claimbookReadable); });
    document.head.append(script);
  }

  var fields = 0;

  function labelled(form, text, field) {
    var pair = document.createElement("div"), label = document.createElement("label");
    field.id = label.htmlFor = "cb-field-" + (fields += 1);
    label.textContent = text;
    pair.append(label, field);
    form.append(pair);
    return field;
  }

  // Returns the function that shows the first page of the rows that fit, at first that of the address.
  function makePages(box) {
    var body = box.querySelector("tbody"), first = 0, fitting = [];
    var bar = document.createElement("p"), told = document.createElement("span");
    bar.className = "cb-pages";
    told.setAttribute("role", "status");

    function button(text, steps) {
      var made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.addEventListener("click", function () {
        turn(first + steps * ROWS_OF_A_PAGE);
        box.scrollIntoView();
      });
      bar.append(made, " ");
      return made;
    }
    var back = button("Previous rows", -1), on = button("More rows", 1);
    bar.append(told);

    function turn(to) {
      first = Math.max(0, Math.min(to, Math.floor((fitting.length - 1) / ROWS_OF_A_PAGE) * ROWS_OF_A_PAGE));
      Array.from(body.rows).forEach(function (row) { row.toggleAttribute("data-off", !row.hidden); });
      fitting.slice(first, first + ROWS_OF_A_PAGE).forEach(function (row) { row.removeAttribute("data-off"); });
      back.disabled = first === 0;
      on.disabled = first + ROWS_OF_A_PAGE >= fitting.length;
      bar.hidden = fitting.length <= ROWS_OF_A_PAGE;
      var last = Math.min(first + ROWS_OF_A_PAGE, fitting.length);
      told.textContent = "Rows " + (first + 1) + " to " + last + " of " + fitting.length;
    }

    function show() {
      fitting = Array.from(body.rows).filter(function (row) { return !row.hidden; });
      turn(0);
    }

    // An address inside the table shows the page that it is on.
    function follow() {
      var target = null;
      try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (malformed) { return; }
      var at = fitting.indexOf(target && target.closest("tr"));
      if (at < 0) { return; }
      turn(Math.floor(at / ROWS_OF_A_PAGE) * ROWS_OF_A_PAGE);
      target.scrollIntoView();
    }

    box.after(bar);
    window.addEventListener("hashchange", follow);
    return function () {
      show();
      if (!box.dataset.paged) { follow(); }
      box.dataset.paged = "true";
    };
  }

  function wholeNumbers(text) {
    return text.replace(/(\d),(?=\d{3}(?!\d))/g, "$1");
  }

  function makeSearchable(box, place) {
    var showPage = box.hasAttribute("data-long") ? makePages(box) : function () {};
    var table = box.querySelector("table"), rows = Array.from(table.tBodies[0].rows);
    var heads = Array.from(table.tHead.rows[0].cells), names = heads.map(wordsOf);
    var prefix = place ? "t" + (place + 1) + "-" : "";
    var form = document.createElement("form"), told = document.createElement("p");
    var texts = rows.map(function (row) { return wholeNumbers(row.textContent.toLowerCase()); });
    form.className = "cb-filter";
    told.setAttribute("role", "status");
    form.addEventListener("submit", function (event) { event.preventDefault(); });

    var search = labelled(form, "Search these rows", document.createElement("input"));
    search.type = "search";
    search.value = chosen.get(prefix + "search") || "";
    var columns = box.dataset.filters ? box.dataset.filters.split(",").map(Number) : [];
    var more = document.createElement("details"), summary = document.createElement("summary");
    var choices = document.createElement("div");
    summary.textContent = "Narrow down and sort";
    choices.className = "cb-choices";
    more.append(summary, choices);
    form.append(more);
    var selects = columns.map(function (column) {
      var select = labelled(choices, names[column], document.createElement("select"));
      // A cell that lists several is found by each of them.
      var values = new Map(rows.flatMap(function (row) {
        var words = wordsOf(row.cells[column]), each = words.split("; ");
        return each.map(function (one) { return [one, each.length > 1 ? one : sortKey(row.cells[column])]; });
      }));
      select.add(new Option("all", ""));
      Array.from(values).sort(function (one, other) { return one[1].localeCompare(other[1], "en", { numeric: true }); })
        .forEach(function (value) { select.add(new Option(value[0], value[0])); });
      select.value = chosen.get(prefix + slug(names[column])) || "";
      if (select.selectedIndex < 0) { select.value = ""; }
      return select;
    });

    function show() {
      var wanted = wholeNumbers(search.value.trim().toLowerCase()), shown = 0;
      // A number is a whole one: 10 isn't found in 110 or 2026-10-03.
      var whole = /^\d+$/.test(wanted) ? new RegExp("(^|[^\\d.-])" + wanted + "(?![\\d-]|\\.\\d)") : null;
      rows.forEach(function (row, number) {
        var fits = (whole ? whole.test(texts[number]) : texts[number].includes(wanted)) && columns.every(function (column, at) {
          return !selects[at].value || wordsOf(row.cells[column]).split("; ").includes(selects[at].value);
        });
        row.hidden = !fits;
        shown += fits;
      });
      told.textContent = shown + " of " + rows.length + " rows" + (shown ? "" : ". No matches. Try fewer words.");
      showPage();
      document.dispatchEvent(new Event("claimbook:rows"));
    }

    function changed() {
      choose(prefix + "search", search.value.trim());
      columns.forEach(function (column, at) { choose(prefix + slug(names[column]), selects[at].value); });
      showInAddress();
      show();
    }

    function sortBy(column, order) {
      var sign = order === "descending" ? -1 : 1;
      heads.forEach(function (head, at) { head.setAttribute("aria-sort", at === column ? order : "none"); });
      Array.from(rows).sort(function (first, second) {
        var one = sortKey(first.cells[column]), other = sortKey(second.cells[column]);
        if (!one || !other) { return !one - !other; }
        return sign * one.localeCompare(other, "en", { numeric: true });
      }).forEach(function (row) { table.tBodies[0].append(row); });
      showPage();
    }

    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = names[column];
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        sortAndSay(column, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending");
      });
    });

    // On a phone the rows are cards, without the headings that sort them.
    var order = labelled(choices, "Sort by", document.createElement("select"));
    order.add(new Option("the order of the page", ""));
    names.forEach(function (name, column) {
      ["ascending", "descending"].forEach(function (way) {
        order.add(new Option(name + ", " + way, slug(name) + "." + way));
      });
    });

    function sortAndSay(column, way) {
      sortBy(column, way);
      order.value = slug(names[column]) + "." + way;
      choose(prefix + "sort", order.value);
      showInAddress();
    }

    order.addEventListener("change", function () {
      var wanted = order.value.split(".");
      if (wanted[0]) { sortAndSay(names.map(slug).indexOf(wanted[0]), wanted[1]); return; }
      choose(prefix + "sort", "");
      showInAddress();
      heads.forEach(function (head) { head.setAttribute("aria-sort", "none"); });
      rows.forEach(function (row) { table.tBodies[0].append(row); });
      showPage();
    });

    var sorted = (chosen.get(prefix + "sort") || "").split("."), at = names.map(slug).indexOf(sorted[0]);
    if (at >= 0) { sortAndSay(at, sorted[1] === "descending" ? "descending" : "ascending"); }
    // Open where there is room, where something is chosen already, and where there is too much to read without a choice.
    more.open = rows.length > 200 || window.matchMedia("(min-width: 48rem)").matches ||
      selects.concat(order).some(function (one) { return one.value; });

    // The rows that fit, as a file for a spreadsheet; no cell can be taken for a formula.
    var download = document.createElement("button");
    download.type = "button";
    download.textContent = "Download these rows (CSV)";
    download.addEventListener("click", function () {
      var fitting = Array.from(table.tBodies[0].rows).filter(function (row) { return !row.hidden; });
      var name = slug(table.caption.textContent) + (fitting.length < rows.length ? "-" + fitting.length + "-of-" + rows.length : "");
      if (box.dataset.words) { withWords(box.dataset.words, function (words) { save(inWords(words, fitting), name); }); }
      else { save(asShown(fitting), name); }
    });

    function asShown(fitting) {
      function quoted(text) {
        var plain = text.replace(/\s+/g, " ").trim();
        return '"' + (/^[=+\-@]/.test(plain) ? "'" : "") + plain.replace(/"/g, '""') + '"';
      }
      var lines = fitting.map(function (row) {
        return Array.from(row.cells).map(function (cell) { return quoted(cell.textContent); }).join(",");
      });
      return [names.map(quoted).join(",")].concat(lines).join("\r\n") + "\r\n";
    }

    // The same columns as in claims-readable.csv: the build wrote each row as a line.
    function inWords(words, fitting) {
      return words.head + fitting.map(function (row) { return words.rows[row.querySelector("[id]").id]; }).join("");
    }

    function save(text, name) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv" }));
      link.download = name + ".csv";
      link.click();
      URL.revokeObjectURL(link.href);
    }

    form.append(told, download);
    form.addEventListener("input", changed);
    box.before(form);
    box.dataset.ready = "true";
    show();
  }

  // Two fields above a table of pairs: who picks two figures gets the one row that compares them.
  function makePicker(pairs) {
    var place = document.querySelector(".cb-pick"), answer = document.createElement("div");
    var rows = Array.from(pairs.querySelector("tbody").rows), byPair = new Map(), figures = new Map();
    var heads = Array.from(pairs.querySelector("thead").rows[0].cells).map(wordsOf);

    function nameOf(cell) { return cell.textContent.replace(/\s+/g, " ").trim(); }
    rows.forEach(function (row) {
      var one = nameOf(row.cells[0]), other = nameOf(row.cells[1]);
      [[one, other], [other, one]].forEach(function (pair) {
        if (!byPair.has(pair[0])) { byPair.set(pair[0], new Map()); }
        byPair.get(pair[0]).set(pair[1], row);
      });
      figures.set(one, row.cells[0]);
      figures.set(other, row.cells[1]);
    });
    // By number, whatever words stand before it, then by day.
    function valueIn(words) {
      var number = /\d[\d,]*(?:\.\d+)?/.exec(words);
      return number ? Number(number[0].replace(/,/g, "")) : Infinity;  // without digits: last
    }
    function numberOf(name) { return valueIn(figures.get(name).querySelector("a").textContent); }
    function dayOf(name) { return figures.get(name).querySelector("time").getAttribute("datetime"); }
    var sorted = Array.from(figures.keys()).sort(function (one, other) {
      return (numberOf(one) > numberOf(other)) - (numberOf(one) < numberOf(other)) || dayOf(one).localeCompare(dayOf(other)) || one.localeCompare(other);
    });
    var form = document.createElement("form");
    form.className = "cb-filter";
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    var first = labelled(form, "One figure", document.createElement("select"));
    var second = labelled(form, "The other", document.createElement("select"));
    answer.setAttribute("role", "status");

    // What is counted heads a group of figures; the report is named only where no other word tells two apart.
    function countedIn(name) { return figures.get(name).querySelector("b").dataset.counted; }
    function inShort(name) {
      var cell = figures.get(name).cloneNode(true);
      cell.querySelectorAll("b, small").forEach(function (part) { part.remove(); });
      return nameOf(cell).replace(" , ", ", ");
    }
    function offer(select, names, wanted) {
      var groups = new Map(), shown = new Map();
      names.forEach(function (name) {
        var counted = countedIn(name), group = groups.get(counted) || document.createElement("optgroup");
        group.label = counted[0].toUpperCase() + counted.slice(1);
        groups.set(counted, group);
        shown.set(counted + inShort(name), (shown.get(counted + inShort(name)) || 0) + 1);
      });
      names.forEach(function (name) {
        var counted = countedIn(name), words = inShort(name);
        var text = shown.get(counted + words) > 1 ? words + " " + wordsOf(figures.get(name).querySelector("small")) : words;
        groups.get(counted).append(new Option(text, name));
      });
      select.replaceChildren(new Option("choose a figure", ""));
      Array.from(groups.keys()).sort().forEach(function (counted) { select.append(groups.get(counted)); });
      select.value = wanted || "";
      if (select.selectedIndex < 0) { select.value = ""; }
    }

    // An address names a figure in full, or only its number: then the exact number comes before "over" it.
    function called(wanted) {
      var fitting = sorted.filter(function (name) {
        return name === wanted || (wanted && numberOf(name) === valueIn(wanted) && isFinite(numberOf(name)));
      });
      return fitting.sort(function (one, other) { return other.startsWith(wanted) - one.startsWith(wanted); });
    }

    // Of those that were asked for, two of one group that were stated on days next to each other, the latest such.
    function pairOf(ones, others) {
      var pairs = ones.flatMap(function (one) { return others.map(function (other) { return [one, other]; }); });
      function apart(pair) { return Math.abs(new Date(dayOf(pair[0])) - new Date(dayOf(pair[1]))); }
      function unnamed(pair) { return pair.filter(function (name) { return figures.get(name).querySelector("[data-unnamed]"); }).length; }
      var fitting = pairs.filter(function (pair) { return byPair.get(pair[0]).has(pair[1]); });
      fitting.sort(function (pair, other) {
        return unnamed(pair) - unnamed(other) || apart(pair) - apart(other) || dayOf(other[0]).localeCompare(dayOf(pair[0]));
      });
      return fitting[0] || [ones[0], others[0]];
    }

    function show() {
      var row = first.value && second.value && byPair.get(first.value).get(second.value);
      answer.replaceChildren();
      answer.className = "";
      if (!example) {  // the pair that the page opens with is nobody's choice
        choose("one", first.value);
        choose("other", second.value);
        showInAddress();
      }
      if (apart) {
        answer.className = "cb-card";
        answer.textContent = apart.join(" and ") + " aren’t set beside each other: only figures of one group are.";
        apart = null;
      }
      if (!row) { return; }
      var facts = document.createElement("dl");
      answer.className = "cb-card";
      var verdict = document.createElement("p");
      verdict.className = "cb-lead";
      var cells = Array.from(row.cells);
      if (nameOf(cells[0]) !== first.value) { cells.unshift(cells.splice(1, 1)[0]); }  // in the reader's order
      cells.forEach(function (cell, at) {
        var words = Array.from(cell.cloneNode(true).childNodes);
        if (heads[at] === "In short") { verdict.append.apply(verdict, words); return; }
        var name = document.createElement("dt"), value = document.createElement("dd");
        name.textContent = heads[at];
        value.append.apply(value, words);
        facts.append(name, value);
      });
      answer.append(verdict, facts);
    }

    function narrow(wanted) {
      var fitting = first.value ? sorted.filter(function (name) { return byPair.get(first.value).has(name); }) : sorted;
      offer(second, fitting, wanted);
      show();
    }

    var opening = pairs.querySelector("[data-example]");
    var example = opening && !chosen.has("one") && !chosen.has("other");
    var wanted = pairOf(called(chosen.get("one")), called(chosen.get("other")));
    if (example) { wanted = Array.from(opening.closest("tr").cells).slice(0, 2).map(nameOf); }
    var apart = wanted[0] && wanted[1] && wanted[0] !== wanted[1] && !byPair.get(wanted[0]).has(wanted[1]) ? wanted : null;
    offer(first, sorted, wanted[0]);
    first.addEventListener("change", function () { example = false; answer.className = ""; narrow(second.value); });
    second.addEventListener("change", function () { example = false; show(); });
    place.append(form, answer);
    narrow(wanted[1]);
  }

  // Days sort by the calendar, figures by their number, all else by its words; blanks come last.
  function sortKey(cell) {
    var words = wordsOf(cell), number = /[0-9][0-9,.]*/.exec(words);
    var day = Array.from(cell.querySelectorAll("time[datetime]")).find(function (one) { return !one.closest("small"); });
    if (day) { return day.getAttribute("datetime"); }
    if (cell.classList.contains("cb-number")) { return number ? number[0].replace(/,/g, "") : ""; }
    return words;
  }

  document.querySelectorAll(".cb-pairs").forEach(makePicker);
  document.querySelectorAll(".cb-table[data-filters]").forEach(makeSearchable);
  document.querySelectorAll(".cb-table[data-long]:not([data-filters])").forEach(function (box) { makePages(box)(); });
})();
