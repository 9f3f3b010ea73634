// What the book holds of the words that a reader typed: numbers, days, groups, names, questions, then pages.
// Each answer is a sentence with its page. Uses Sphinx's index of words and its stemmer; stores nothing and
// asks for no other page.
(function () {
  "use strict";

  var MOST_TYPED = 200;  // characters, as the field at the top of a page takes them
  var typed = (new URLSearchParams(window.location.search).get("q") || "").trim().slice(0, MOST_TYPED);
  var asked = typed;
  var found = document.getElementById("cb-found");
  var known = null, words = null;
  var NEAR = 4, MANY = 12, MOST_CORRECTED = 12, LINES = 3, QUOTED = 6, BEFORE = 60, AFTER = 120;
  // Words before a number say how exact it is; alone they ask for nothing.
  var BOUNDS = "over above under below least most nearly almost about around roughly more less than up to at among".split(" ");
  // Words that ask who gave a number, and are no words of a page.
  var ASKING = "says said say gave give gives figure figures number numbers reported reports source sources".split(" ");
  var UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
    "seventeen eighteen nineteen").split(" ");
  var TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
  var NUMERAL = UNITS.concat(TENS, "hundred", "thousand").join("|");
  var WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
  var MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  var MONTH = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|" +
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
  var DATES = [
    [/\b(\d{4})-(\d{2})-(\d{2})\b/, function (match) { return [match[1], Number(match[2]), Number(match[3])]; }],
    [/\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/, function (match) { return [match[3], Number(match[2]), Number(match[1])]; }],
    [new RegExp("\\b(\\d{1,2})(?:st|nd|rd|th)? +(?:of +)?" + MONTH + "\\b(?:,? +(\\d{4}))?", "i"), function (match) {
      return [match[3], monthOf(match[2]), Number(match[1])];
    }],
    [new RegExp("\\b" + MONTH + "\\.? +(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? +(\\d{4}))?", "i"), function (match) {
      return [match[3], monthOf(match[1]), Number(match[2])];
    }],
  ];

  function monthOf(word) { return MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1; }

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  function tokens(text) { return plain(text).split(" ").filter(Boolean); }

  function isTelling(word) { return !stopwords.includes(word) && !BOUNDS.includes(word); }

  function stem(word) { return new Stemmer().stemWord(word); }

  // A day that was typed, and the words without it.
  function dateIn(text) {
    for (var at = 0; at < DATES.length; at += 1) {
      var match = DATES[at][0].exec(text);
      if (match) {
        var parts = DATES[at][1](match);
        var end = ("0" + parts[1]).slice(-2) + "-" + ("0" + parts[2]).slice(-2);
        var rest = text.replace(match[0], " ").replace(new RegExp("\\b(" + WEEKDAYS.join("|") + ")\\b", "i"), " ");
        return { year: parts[0], end: end, said: match[0], rest: rest };
      }
    }
    var named = WEEKDAYS.find(function (name) { return tokens(text).includes(name); });
    if (!named || isName(text)) { return null; }
    return { weekday: WEEKDAYS.indexOf(named), said: "a " + named, rest: text.replace(new RegExp(named, "i"), " ") };
  }

  // "Twenty-two" asks for 22; "one" and "two" are seldom meant as figures.
  function inFigures(text) {
    var several = new RegExp("\\b(?:" + NUMERAL + ")(?:[\\s-]+(?:" + NUMERAL + "))*\\b", "gi");
    return text.replace(/\b(hundred|thousand)\s+and\s+/gi, "$1 ").replace(several, function (match) {
      var whole = 0, part = 0;
      tokens(match).forEach(function (word) {
        if (word === "hundred") { part = (part || 1) * 100; }
        else if (word === "thousand") { whole += (part || 1) * 1000; part = 0; }
        else {
          var value = TENS.includes(word) ? 20 + 10 * TENS.indexOf(word) : UNITS.indexOf(word);
          // "Nineteen ninety" is a year, "eighteen thirty-one" may be two figures.
          part = (part === 19 || part === 20) && value >= 10 ? part * 100 + value : part + value;
        }
      });
      return whole + part > 2 ? String(whole + part) : match;
    });
  }

  // "Over 1,200 militants" asks for 1200, "71.2%" for 71.2, "177 vs 197" for both.
  function numbersIn(text) {
    return (text.match(/(?:^|[^a-z\d.])\d[\d,]*(?:\.\d+)?/gi) || []).map(function (match) {
      return Number(match.replace(/[^\d.]/g, ""));
    }).filter(isFinite);
  }

  // "August 2024" asks for no figure, unless somebody gave one of 2024.
  function isYear(number) {
    return number >= 1900 && number < 2100 && !known.figures.concat(known.computed).some(function (one) { return one.value === number; });
  }

  function heading(text) {
    var title = document.createElement("h2");
    title.textContent = text;
    found.append(title);
  }

  function list(entries) {
    var all = document.createElement("ul");
    found.append(all);
    return entries.map(function (entry) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.href = entry.href;
      link.textContent = entry.name;
      item.append(link);
      [].concat(entry.says || []).slice(0, LINES).forEach(function (line, at) {
        item.append(at ? document.createElement("br") : " – ", line);
      });
      all.append(item);
      return item;
    });
  }

  function say(text, href, name) {
    var line = document.createElement("p"), link = document.createElement("a");
    link.href = href;
    link.textContent = name;
    line.append(text, link, ".");
    found.append(line);
  }

  // Of whom, and of what, a reader asks: words of the codebook and words for the same.
  function askedFor(kind) {
    // Whoever killed them isn't asked for.
    var typedWords = tokens(asked.split(/\s+by\b/i)[0]), there = typedWords.map(stem);
    if (known.words.losses.some(function (word) { return typedWords.includes(word); })) {
      var sides = Object.keys(known.words.sides).filter(function (code) {
        return known.words.sides[code].some(function (word) { return typedWords.includes(word); });
      });
      var party = typedName(function (one) { return one.group !== undefined; });
      var own = party && party.group ? [party.group] : sides;
      if (kind === "measures" && (party || sides.length || askedFor("groups").length)) { return ["killed"]; }
      if (kind === "groups" && own.length) { return own; }
    }
    return Object.keys(known.words[kind]).filter(function (code) {
      return known.words[kind][code].some(function (word) {
        // Who works is no work: a word for a person is meant only as it stands, or in the plural.
        return word.endsWith("er") ? typedWords.includes(word) || typedWords.includes(word + "s") : there.includes(stem(word));
      });
    });
  }

  // The name of this kind that was typed, as one word or with others.
  function typedName(test) {
    var whole = " " + plain(asked) + " ";
    return known.names.find(function (one) { return test(one) && spelled(one, function (name) { return whole.includes(" " + name + " "); }); });
  }

  function fits(line, groups, measures) {
    var text = plain(line);
    function any(codes, kind) {
      return !codes.length || codes.some(function (code) { return text.includes(plain(known.words.names[kind][code])); });
    }
    return any(groups, "groups") && any(measures, "measures");
  }

  function showDay(day) {
    var days = known.days.filter(function (one) {
      if (day.weekday !== undefined) { return new Date(one.day).getUTCDay() === day.weekday; }
      return one.day.slice(5) === day.end && (!day.year || one.day.slice(0, 4) === day.year);
    });
    heading(days.length ? "That day" : "No figure appeared on " + day.said);
    if (days.length) { list(days); } else { say("All days on which figures appeared are in ", "known.html", "Day by day"); }
  }

  function showNumbers(numbers) {
    var groups = askedFor("groups"), measures = askedFor("measures");
    numbers.forEach(function (number) {
      var exact = known.figures.filter(function (one) { return one.value === number; });
      if (!exact.length) { missing(number); return; }
      exact.forEach(function (one) {
        var lines = one.says.filter(function (line) { return fits(line, groups, measures); });
        heading(lines.length ? "The number " + one.label : one.label + " is reported, but not for that");
        list([{ href: one.href, name: one.label, says: lines.length ? lines : one.says }]);
      });
    });
    if (numbers.length > 1) {
      var pair = "one=" + encodeURIComponent(labelOf(numbers[0])) + "&other=" + encodeURIComponent(labelOf(numbers[1]));
      say("Set the two beside each other: ", "compare.html?" + pair, "Compare two");
    }
  }

  function labelOf(number) {
    var exact = known.figures.find(function (one) { return one.value === number; });
    return exact ? exact.label : String(number);
  }

  function missing(number) {
    var computed = known.computed.filter(function (one) { return one.value === number; });
    var rounded = known.figures.filter(function (one) { return Math.round(one.value) === number; });
    if (rounded.length && !computed.length) {
      heading("The number " + rounded[0].label);
      list(rounded.map(function (one) { return { href: one.href, name: one.label, says: one.says }; }));
      return;
    }
    heading("We have no claim of " + number);
    if (computed.length) { list(computed); }
    var near = known.figures.slice().sort(function (one, other) {
      return Math.abs(one.value - number) - Math.abs(other.value - number) || one.value - other.value;
    }).slice(0, NEAR);
    say("The nearest numbers are below; all are in ", found.dataset.numbers, "Look up a number");
    list(near.map(function (one) { return { href: one.href, name: one.label, says: one.says[0] }; }));
    var tell = known.contact ? "Tell us where: " : "This book names no address to write to; see ";
    say("Seen it in a report? " + tell, found.dataset.report, "how to report a figure");
  }

  function showSubjects() {
    var groups = askedFor("groups"), measures = askedFor("measures");
    if (!groups.length && !measures.length) { return false; }
    var subjects = known.subjects.filter(function (one) {
      return (!groups.length || groups.includes(one.group)) &&
        (measures.length ? measures.includes(one.measure) : one.measure === "killed");
    });
    if (!subjects.length) { return false; }
    heading("The latest figures");
    list(subjects);
    var there = tokens(asked), place = typedName(function (one) { return one.place; });
    if (place) { say("These figures are for all of the violence, not for " + place.name + " alone: see ", place.href, place.name); }
    var years = numbersIn(asked).filter(isYear).filter(function (year) {
      return !known.days.some(function (one) { return one.day.startsWith(String(year)); });
    });
    if (years.length) {
      var before = known.questions.some(function (one) { return one.href === "history.html"; });
      if (before) { say("These figures are not of " + years[0] + ". Earlier attacks are under ", "history.html", "Earlier violence"); }
      else { say("These figures are not of " + years[0] + ". Every number is under ", "numbers.html", "Look up a number"); }
    }
    if (there.includes("by")) { say("These figures don’t say who killed them. What each report says is under ", "casualty-claims.html#who-killed-whom", "Who killed whom"); }
    subjects.forEach(function (one) {
      var part = there.find(function (word) {
        return (known.words.parts[one.group] || []).some(function (narrow) { return stem(narrow) === stem(word); });
      });
      var whole = known.words.names.groups[one.group];
      if (part) { say("These figures count " + whole + "; “" + part + "” may be only some of them. For figures of parts, see ", "claims.html", "All claims"); }
    });
    return true;
  }

  function spelled(one, test) { return one.spellings.some(function (name) { return test(plain(name)); }); }

  function isName(text) {
    var wanted = plain(text);
    return known.names.concat(terms()).some(function (one) { return spelled(one, function (name) { return name === wanted; }); });
  }

  function comesFirst(word) {
    return known.names.some(function (one) {
      return one.first && spelled(one, function (name) { return name === word; });
    });
  }

  function showNames(text) {
    // "Or" and "at" name nobody, whoever has these initials.
    var typed = tokens(text).filter(isTelling), wanted = tokens(text).join(" ");
    if (!typed.length) { return; }
    var names = known.names.concat(terms()), stems = typed.map(stem), having = new Map();
    function stemsOf(one) { return Array.from(new Set(tokens(one.name).filter(isTelling).map(stem))); }
    names.forEach(function (one) {
      stemsOf(one).forEach(function (own) { having.set(own, (having.get(own) || 0) + 1); });
    });
    // Of the name of an incident two words are enough, or one that no other name has.
    function hits(one) {
      var typedOfIt = one.incident ? stemsOf(one).filter(function (own) { return stems.includes(own); }) : [];
      var sum = typedOfIt.reduce(function (sum, own) { return sum + (having.get(own) > 1 ? 1 : 2); }, 0);
      return sum > 1 ? sum : 0;
    }
    var weight = new Map(names.map(function (one) { return [one, hits(one)]; }));
    var fitting = names.filter(function (one) {
      return weight.get(one) || spelled(one, function (name) { return (" " + name).includes(" " + wanted) || typed.includes(name); });
    });
    // A name that is typed whole comes first, then those with most of the words, then places and parties, then reports.
    function whole(one) { return one.incident ? plain(one.name) === wanted : spelled(one, function (name) { return name === wanted; }); }
    fitting.sort(function (one, other) { return whole(other) - whole(one) || weight.get(other) - weight.get(one); });
    var measures = askedFor("measures");
    fitting = fitting.map(function (one) {
      var lines = [].concat(one.says).filter(function (line) { return fits(line, [], measures); });
      return lines.length ? { href: one.href, name: one.name, says: lines } : one;
    });
    if (!fitting.length) {
      fitting = names.filter(function (one) {
        return spelled(one, function (name) {
          var there = name.split(" ");
          return typed.every(function (word) { return there.some(function (own) { return isNear(own, word); }); });
        });
      });
      if (fitting.length) { heading("Did you mean"); list(fitting.slice(0, NEAR)); }
      return;
    }
    heading("Names and terms");
    list(fitting.slice(0, MANY));
  }

  // Two words are near when a letter or two make the difference; short words must be alike.
  function isNear(one, other, limit) {
    var shorter = Math.min(one.length, other.length), most = shorter < 5 ? 0 : shorter < 6 ? 1 : limit || 2;
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

  // A word that no page and no name has, as the word for a group, a measure or a question that
  // differs by one letter; a long word by two.
  function corrected(text) {
    var vocabulary = [].concat.apply([], known.questions.map(function (one) { return one.words; })), inNames = new Set();
    ["groups", "measures"].forEach(function (kind) {
      Object.keys(known.words[kind]).forEach(function (code) { vocabulary = vocabulary.concat(known.words[kind][code]); });
    });
    known.names.concat(terms()).forEach(function (one) {
      spelled(one, function (name) { name.split(" ").forEach(function (own) { inNames.add(own); }); });
    });
    var stems = new Set(vocabulary.map(stem)), left = MOST_CORRECTED;
    var forms = vocabulary.flatMap(function (word) { return [word, word.endsWith("y") ? word.slice(0, -1) + "ies" : word + "s"]; });
    var names = Array.from(inNames).filter(function (word) { return !stems.has(stem(word)); });
    return text.replace(/\p{L}{5,}/gu, function (typed) {
      var word = plain(typed);
      if (!/^[a-z]+$/.test(word) || stems.has(stem(word)) || (left -= 1) < 0 || pagesWith(word).size) { return typed; }
      if (names.some(function (name) { return isNear(name, word); })) { return typed; }
      return forms.find(function (form) { return form[0] === word[0] && isNear(form, word, word.length < 9 ? 1 : 2); }) || typed;
    });
  }

  // The terms of the glossary, as Sphinx lists them: by name, each with its page and its place there.
  function terms() {
    return Object.keys(words.indexentries).map(function (name) {
      var place = words.indexentries[name][0];
      return { href: words.docnames[place[0]] + ".html#" + place[1], name: name, says: "term", spellings: [name] };
    });
  }

  // What is said apart from figures: statements with all of the words, or with some, at least two.
  function showStatements(text, whole) {
    var wanted = Array.from(new Set(tokens(text).filter(isTelling).map(stem)));
    // With nothing else found, one word is enough.
    var least = whole ? wanted.length : found.querySelector("h2") ? Math.max(2, wanted.length - 2) : 1;
    var most = whole ? wanted.length : wanted.length - 1;
    var fitting = known.statements.map(function (one) {
      var there = tokens(one.name + " " + one.printed).map(stem);
      return { hits: wanted.filter(function (own) { return there.includes(own); }).length, entry: one };
    }).filter(function (one) { return one.hits >= least && one.hits <= most; });
    if (!wanted.length || !fitting.length) { return; }
    heading(whole ? "What is said of it" : "What is said of some of these words");
    fitting.sort(function (one, other) { return other.hits - one.hits; });
    list(fitting.slice(0, NEAR).map(function (one) { return one.entry; }));
    if (fitting.length > NEAR) { say(fitting.length - NEAR + " more among ", "statements.html", "all statements"); }
  }

  function showQuestions() {
    var typed = tokens(asked).map(stem);
    var fitting = known.questions.map(function (one) {
      var hits = one.words.filter(function (word) { return typed.includes(stem(word)); }).length;
      return { hits: hits, entry: one };
    }).filter(function (one) { return one.hits; }).sort(function (one, other) { return other.hits - one.hits; });
    if (!fitting.length) { return; }
    heading("Where to look");
    list(fitting.slice(0, NEAR).map(function (one) { return one.entry; }));
  }

  function pagesWith(word) {
    var stemmed = stem(word), pages = new Set();
    [words.terms, words.titleterms].forEach(function (index) {
      Object.keys(index).forEach(function (term) {
        if (term === stemmed || (word.length > 3 && term.startsWith(stemmed))) {
          [].concat(index[term]).forEach(function (page) { pages.add(page); });
        }
      });
    });
    return pages;
  }

  function showPages(text) {
    var parts = tokens(text).filter(function (word) { return !/^\d+$/.test(word) && isTelling(word); });
    if (!parts.length) { return; }
    var sets = parts.map(pagesWith);
    function having(least) {
      return Array.from(new Set(sets.flatMap(function (set) { return Array.from(set); }))).filter(function (page) {
        return sets.filter(function (set) { return set.has(page); }).length >= least;
      });
    }
    var whole = having(sets.length), some = whole.length || sets.length < 2 ? [] : having(sets.length - 1);
    var order = Object.keys(known.leads);  // in which they are read
    var pages = whole.concat(some).map(function (page) {
      var name = words.docnames[page];
      var narrow = known.narrowed.includes(name) && parts.length === 1 ? "?search=" + encodeURIComponent(parts[0]) : "";
      return { href: name + ".html" + narrow, name: words.titles[page], says: known.leads[name], page: name, at: order.indexOf(name) };
    }).filter(function (one) { return one.at >= 0; }).sort(function (one, other) { return one.at - other.at; });
    // Pages that hold nearly every word help only where no other page has the words.
    var telling = pages.filter(function (one) { return !known.registers.includes(one.page) || known.narrowed.includes(one.page); });
    pages = telling.length ? telling : pages;
    if (!pages.length && found.querySelector("li")) { return; }
    if (!pages.length) {
      heading("No page has these words");
      say("Try another spelling, or look under ", found.dataset.numbers, "Look up a number");
      return;
    }
    heading(some.length ? "Pages with some of these words" : "Pages with these words");
    var shown = pages.slice(0, MANY), items = list(shown);
    shown.slice(0, QUOTED).forEach(function (one, at) {
      if (!known.registers.includes(one.page)) { quote(one, items[at], parts.map(stem)); }
    });
  }

  // The line of a page that has most of the words, and its section; a page of a disk keeps its first sentence.
  function quote(entry, item, stems) {
    fetch(entry.page + ".md").then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (text) {
      var best = { hits: 0 }, section = "";
      text.split("\n").forEach(function (line) {
        if (line.startsWith("## ")) { section = plain(line.replace(/’/g, "")).replace(/ /g, "-"); }
        var said = line.startsWith("# ") ? "" : readable(line);
        var starts = stems.map(function (stemmed) { return startOf(stemmed, said); }).filter(function (at) { return at >= 0; });
        if (starts.length > best.hits) { best = { hits: starts.length, said: said, section: section, at: starts[0] }; }
      });
      if (!best.hits) { return; }
      var from = best.at > BEFORE ? best.said.indexOf(" ", best.at - BEFORE) + 1 : 0, until = best.at + AFTER;
      var cut = best.said.length > until ? best.said.slice(from, best.said.lastIndexOf(" ", until)) + " …" : best.said.slice(from);
      var link = item.querySelector("a");
      if (best.section && !entry.href.includes("?")) { link.href = entry.href + "#" + best.section; }
      item.replaceChildren(link, " – " + (from ? "… " : "") + cut);
    }).catch(function () { /* no copy of the page at hand */ });
  }

  function startOf(stemmed, text) {
    var words = /[a-z0-9]+/gi, match;
    while ((match = words.exec(text))) {
      var word = match[0].toLowerCase();
      if (word.startsWith(stemmed) || (word[0] === stemmed[0] && stem(word) === stemmed)) { return match.index; }
    }
    return -1;
  }

  // A line of Markdown as it is read: links by their words, cells that say something with a dot between.
  function readable(line) {
    var words = line.replace(/\]\([^)]*\)/g, "").replace(/<[^>]*>/g, "").replace(/[[\]*#`\\]/g, "").replace(/^[\s:-]+/, "");
    return words.split("|").map(function (cell) { return cell.trim(); }).filter(Boolean).join(" · ");
  }

  function show() {
    if (!asked || !known || !words) { return; }
    found.replaceChildren();
    document.getElementById("cb-find").value = typed;
    asked = corrected(typed);
    if (asked !== typed) {
      var instead = document.createElement("p");
      instead.textContent = "Shown for “" + asked + "”, which is near to what you typed.";
      found.append(instead);
    }
    var day = dateIn(asked), rest = inFigures(day ? day.rest : asked), numbers = numbersIn(rest).filter(function (one) { return !isYear(one); });
    if (day) { showDay(day); }
    if (numbers.length) { showNumbers(numbers); }
    var unnumbered = rest.replace(/\b\d[\d,]*(?:\.\d+)?%?/g, function (match) { return isYear(Number(match)) ? match : " "; });
    var isNamed = !numbers.length && (isName(asked) || tokens(unnumbered).some(comesFirst));
    var several = tokens(unnumbered).filter(isTelling).length > 1;
    if (isNamed) { showNames(unnumbered); }
    var answered = day || numbers.length || (!isName(asked) && showSubjects()) || isNamed;
    if (several && !isName(asked)) { showStatements(unnumbered, true); }
    if (!answered) { showQuestions(); }
    if (!isNamed) { showNames(unnumbered); }
    if (answered) { showQuestions(); }
    showStatements(unnumbered, !several);
    showPages(numbers.length ? tokens(unnumbered).filter(function (word) { return !ASKING.includes(word); }).join(" ") : unnumbered);
    if (!found.querySelector("h2")) { heading("Nothing to look for: type a number, a day, a place, a party or a word"); }
  }

  window.claimbookFind = function (index) { known = index; show(); };
  window.Search = { setIndex: function (index) { words = index; show(); } };
})();
