// A long table that can be searched, sorted and narrowed down. Without this script every table is whole.
(function () {
  "use strict";

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

  var fields = 0;

  function labelled(form, text, field) {
    var pair = document.createElement("div"), label = document.createElement("label");
    field.id = label.htmlFor = "cb-field-" + (fields += 1);
    label.textContent = text;
    pair.append(label, field);
    form.append(pair);
    return field;
  }

  function makeSearchable(box, place) {
    var table = box.querySelector("table"), rows = Array.from(table.tBodies[0].rows);
    var heads = Array.from(table.tHead.rows[0].cells), names = heads.map(wordsOf);
    var prefix = place ? "t" + (place + 1) + "-" : "";
    var form = document.createElement("form"), told = document.createElement("p");
    var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
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
      var values = new Map(rows.map(function (row) { return [wordsOf(row.cells[column]), sortKey(row.cells[column])]; }));
      select.add(new Option("all", ""));
      Array.from(values).sort(function (one, other) { return one[1].localeCompare(other[1], "en", { numeric: true }); })
        .forEach(function (value) { select.add(new Option(value[0], value[0])); });
      select.value = chosen.get(prefix + slug(names[column])) || "";
      if (select.selectedIndex < 0) { select.value = ""; }
      return select;
    });

    function show() {
      var wanted = search.value.trim().toLowerCase(), shown = 0;
      rows.forEach(function (row, number) {
        var fits = texts[number].includes(wanted) && columns.every(function (column, at) {
          return !selects[at].value || wordsOf(row.cells[column]) === selects[at].value;
        });
        row.hidden = !fits;
        shown += fits;
      });
      told.textContent = shown + " of " + rows.length + " rows" + (shown ? "" : ". Nothing here fits; a word less finds more.");
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
        var one = first.cells[column], other = second.cells[column];
        return sign * sortKey(one).localeCompare(sortKey(other), "en", { numeric: true });
      }).forEach(function (row) { table.tBodies[0].append(row); });
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
    });

    var sorted = (chosen.get(prefix + "sort") || "").split("."), at = names.map(slug).indexOf(sorted[0]);
    if (at >= 0) { sortAndSay(at, sorted[1] === "descending" ? "descending" : "ascending"); }
    // Open where there is room, where something is chosen already, and where there is too much to read without a choice.
    more.open = rows.length > 200 || window.matchMedia("(min-width: 48rem)").matches ||
      selects.concat(order).some(function (one) { return one.value; });

    form.append(told);
    form.addEventListener("input", changed);
    box.before(form);
    box.dataset.ready = "true";
    show();
  }

  // Days sort by the calendar, figures by their number, all else by its words.
  function sortKey(cell) {
    var day = cell.querySelector("time[datetime]"), words = wordsOf(cell), number = /[0-9][0-9,.]*/.exec(words);
    if (day) { return day.getAttribute("datetime"); }
    if (number && cell.classList.contains("cb-number")) { return number[0].replace(/,/g, ""); }
    return words;
  }

  document.querySelectorAll(".cb-table[data-filters]").forEach(makeSearchable);
})();
