"use strict";
// Positions count code points, as the tables do; a string of this language counts UTF-16.
const NEW = "\u0000new";
const KEYS = "jknecx";
const byId = (id) => document.getElementById(id);
let state, points, marks = [], chosen = "", shownCells = {}, moreOpen = false, saving = 0;

function element(name, settings = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(settings)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function say(words, refused = false) {
  byId("status").textContent = words;
  byId("status").classList.toggle("refused", refused);
}

// One request after the other: a click made while a cell is saved waits for it.
let queue = Promise.resolve();
function ask(path, change) {
  const answer = queue.then(() => answerOf(path, change));
  queue = answer.catch(() => {});
  return answer;
}

async function answerOf(path, change) {
  const settings = change && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(change) };
  let answer;
  if (change) say("Saving…");
  try {
    answer = await (await fetch(path, settings)).json();
  } catch {
    say("Nothing was saved: claimbook code is not running any more.", true);
    throw new Error("no answer");
  }
  if (answer.refused) {
    say(answer.refused, true);
    throw new Error(answer.refused);
  }
  return answer;
}

const words = (start, end) => points.slice(start, end).join("");
const one = (table) => ({ claims: "claim", indicators: "indicator", event_reports: "day", mentions: "place named", statements: "statement",
  sources: "report", parties: "party", places: "place", events: "event" })[table];
const openCells = (row) => state.fields[row.table].filter((field) => (field.needed && !row.cells[field.name]) || row.guessed.includes(field.name));

function marksOf() {
  const rows = state.rows.map((row) => ({
    key: `${row.table}/${row.id}`, row, start: Number(row.cells.span_start || -1), end: Number(row.cells.span_end || -1),
    outcome: !row.recorded && openCells(row).length ? "drafted" : "coded",
  }));
  const items = state.marks.map((item) => ({ ...item, key: `${item.kind}/${item.start}` }));
  return [...rows, ...items].sort((a, b) => a.start - b.start || b.end - a.end);
}

const says = (mark) => mark.row
  ? `${one(mark.row.table)}, ${mark.outcome}: ${mark.start < 0 ? mark.row.cells.name || mark.row.id : words(mark.start, mark.end)}`
  : `${mark.kind}, ${mark.outcome}: ${words(mark.start, mark.end)}`;

function showText() {
  const anchored = marks.filter((mark) => mark.start >= 0);
  const begun = new Set();
  byId("text").replaceChildren(...state.lines.map(([low, high]) => {
    const here = anchored.filter((mark) => mark.start < high && mark.end > low);
    const cuts = [...new Set([low, high, ...here.flatMap((mark) => [Math.max(low, mark.start), Math.min(high, mark.end)])])].sort((a, b) => a - b);
    return element("p", {}, ...cuts.slice(0, -1).map((start, n) => {
      const covering = here.filter((mark) => mark.start <= start && mark.end >= cuts[n + 1]).sort((a, b) => a.end - a.start - (b.end - b.start));
      const [top] = covering;
      const piece = element("span", { "data-start": start }, words(start, cuts[n + 1]));
      if (!top) return piece;
      piece.className = `mark ${top.outcome}${begun.has(top.key) ? " goes-on" : ""}${covering.some((mark) => mark.key === chosen) ? " chosen" : ""}`;
      if (!begun.has(top.key)) {
        for (const [name, value] of Object.entries({ role: "button", tabindex: 0, "aria-label": says(top), "data-key": top.key })) piece.setAttribute(name, value);
        piece.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(top.key); edit(); } });
      }
      begun.add(top.key);
      // A second click goes on to the mark that this one stands in.
      piece.addEventListener("click", () => {
        if (String(getSelection())) return;
        const at = covering.findIndex((mark) => mark.key === chosen);
        choose(covering[(at + 1) % covering.length].key);
      });
      return piece;
    }));
  }));
  const unanchored = marks.filter((mark) => mark.start < 0), isOpen = (mark) => mark.outcome === "drafted" || mark.row.table === "sources" || mark.key === chosen;
  const item = (mark) => element("li", {},
    element("button", { type: "button", class: `mark ${mark.outcome}${mark.key === chosen ? " chosen" : ""}`, "data-key": mark.key, onclick: () => choose(mark.key) },
      `${one(mark.row.table)}: ${mark.row.cells.name || mark.row.cells.title || mark.row.id}`));
  byId("before").replaceChildren(...unanchored.filter(isOpen).map(item));
  const done = unanchored.filter((mark) => !isOpen(mark));
  byId("done").hidden = !done.length;
  byId("done").querySelector("summary").textContent = `${done.length} confirmed`;
  byId("done").querySelector("ul").replaceChildren(...done.map(item));
  const count = (outcome) => marks.filter((mark) => mark.outcome === outcome && (mark.start >= 0 || outcome === "drafted")).length;
  byId("source").textContent = state.source;
  byId("progress").textContent = `${count("missed")} missed, ${count("drafted")} drafted, ${count("coded")} coded, ${count("aside")} set aside`;
}

const labelOf = (name) => name.replaceAll("_id", "").replaceAll("_", " ");

// The next field that is needed or guessed, after one of the form; else the button that confirms.
function nextOpen(after = "") {
  const fields = [...byId("form").querySelectorAll("[data-field]")], at = fields.findIndex((one) => one.dataset.field === after);
  const open = (kind, rest) => rest.find((one) => one.classList.contains(kind) && one.querySelector("select:enabled, input:enabled"));
  const rest = after ? fields.slice(at + 1) : fields;
  const next = open("needed-blank", rest) || open("guessed", rest);
  return next ? next.querySelector("select, input") : byId("confirm");
}

function control(row, field) {
  const value = row.cells[field.name] || "", id = `field-${field.name}`;
  const settings = { id, "aria-describedby": `${id}-words`, disabled: row.recorded };
  const saved = () => shownCells[field.name] || "";
  const save = async (cell) => {
    if (cell === saved()) return;
    const of = chosen;
    shownCells[field.name] = cell;
    saving++;
    try {
      await ask("save", { table: row.table, id: row.id, cells: { [field.name]: cell } });
    } finally {
      saving--;
    }
    await refresh(of === chosen ? field.name : "");
    say(`${labelOf(field.name)} saved.`);
  };
  // To what is asked next, unless the person has gone elsewhere meanwhile.
  const isStill = (control) => [control, document.body].includes(document.activeElement);
  const goOn = (control) => {
    const next = isStill(control) && nextOpen(field.name);
    if (next) next.focus();
  };
  // The form stays as it is while it is typed in: only what was saved is marked so.
  if (!field.choices.length) return element("input", { ...settings, readonly: row.recorded, value, maxlength: 4000,
    onkeydown: async (event) => {
      if (event.key === "Escape") event.target.value = saved();
      if (event.key === "Enter") {
        event.preventDefault();
        const { target } = event;
        await save(target.value);
        goOn(target);
      }
    },
    onchange: (event) => save(event.target.value) });
  const known = field.choices.some((choice) => choice.value === value);
  const others = field.choices.filter((choice) => choice.value !== row.id); // a row is no part of itself
  const options = [{ value: "", label: "—" }, ...(known || !value ? [] : [{ value, label: `${value} (not in the list)` }]), ...others];
  if (field.table) options.push({ value: NEW, label: `A new ${one(field.table)}…` });
  let byKeys = false, byMouse = false;
  // Chosen with the mouse, a value is saved at once and the keys go back to the page; with keys, on leaving the list,
  // so that no value that was only passed is saved.
  const chosenNow = async (select) => {
    if (select.value === NEW) askName(select, field, save);
    else await save(select.value);
  };
  return element("select", { ...settings,
    onkeydown: async (event) => {
      const { target, key } = event;
      if (key === "Escape") { target.value = saved(); byKeys = false; return; }
      if (key === "Enter") {
        event.preventDefault();
        byKeys = false;
        await chosenNow(target);
        if (target.value !== NEW) goOn(target);
        return;
      }
      // In a list that the mouse has opened, a key that acts on the page must not change the choice unseen.
      if ((byMouse || saving) && KEYS.includes(key)) { event.preventDefault(); say("In a list that you clicked, the arrows choose, Enter keeps and Escape leaves it."); return; }
      byKeys = true;
    },
    onmousedown: () => { byKeys = false; byMouse = true; },
    onblur: (event) => { if (byKeys && event.target.value !== NEW) chosenNow(event.target); byKeys = byMouse = false; },
    onchange: async (event) => {
      if (byKeys) return;
      const { target } = event;
      await chosenNow(target);
      if (target.value !== NEW && isStill(target) && byId("confirm")) byId("confirm").focus();
    } },
    ...options.map((choice) => element("option", { value: choice.value, selected: choice.value === value }, choice.label)));
}

function askName(select, field, save) {
  const name = element("input", { "aria-label": `Name of the new ${one(field.table)}`, placeholder: "its neutral name" });
  const add = element("button", { type: "button", onclick: async () => {
    await save((await ask("name", { table: field.table, name: name.value })).made);
    showForm();
    nextOpen(select.id.replace("field-", "")).focus();
  } }, "Add");
  name.addEventListener("keydown", (event) => { if (event.key === "Enter") add.click(); });
  select.after(element("div", { class: "actions" }, name, add));
  name.focus();
}

function fieldOf(row, field) {
  const guessed = row.guessed.includes(field.name), blank = field.needed && !row.cells[field.name];
  const choice = field.choices.find((one) => one.value === row.cells[field.name]);
  const note = guessed ? element("span", { class: "guess" }, " guessed") : blank ? element("span", { class: "blank" }, " needed") : null;
  return element("div", { "data-field": field.name, class: `field${guessed ? " guessed" : ""}${blank ? " needed-blank" : ""}` },
    element("label", { for: `field-${field.name}` }, labelOf(field.name), note),
    control(row, field),
    element("p", { id: `field-${field.name}-words` }, (choice && choice.words) || field.words));
}

function restoreButton(mark) {
  return element("div", { class: "actions" }, element("button", { type: "button", onclick: async () => {
    await ask("restore", { start: mark.start, kind: mark.kind });
    await load();
    say("No longer set aside.");
  } }, "Take it back"));
}

function asideForm(mark) {
  const proposed = mark.proposed || {};
  const reason = element("select", { id: "reason" }, element("option", { value: "" }, "—"),
    ...Object.entries(state.reasons).map(([code, meaning]) => element("option", { value: code, selected: code === proposed.reason }, meaning)));
  const why = element("input", { id: "why", value: proposed.words || "",
    onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); byId("set-aside").click(); } } });
  const kind = mark.row ? Object.keys(state.tables_of).find((one) => state.tables_of[one].includes(mark.row.table)) : mark.kind;
  return element("details", { id: "aside" }, element("summary", {}, "Set aside: these words are no row ", element("kbd", {}, "x")),
    element("div", { class: "field" }, element("label", { for: "reason" }, "Reason"), reason),
    element("div", { class: "field" }, element("label", { for: "why" }, "In this case, in a few words"), why),
    element("button", { type: "button", id: "set-aside", onclick: async () => {
      const from = chosen, key = following(true);
      await ask("aside", { start: mark.start, end: mark.end, kind, reason: reason.value, words: why.value });
      await goTo(from, key);
      say("Set aside.");
    } }, "Set aside"));
}

// To another mark after a change, unless the person has gone to one meanwhile.
async function goTo(from, key) {
  await refresh();
  if (chosen === from) choose(key);
}

function showForm() {
  const mark = marks.find((mark) => mark.key === chosen);
  const form = byId("form"), heading = byId("panel-heading");
  if (!mark) return;
  if (!mark.row) {
    heading.textContent = `“${words(mark.start, mark.end)}”: a ${mark.kind}, ${mark.outcome}`;
    form.replaceChildren(...(mark.outcome === "aside" ? [element("p", {}, `Set aside: ${mark.reason}.`), restoreButton(mark)]
      : [makeButtons(mark.start, mark.end, state.tables_of[mark.kind]), asideForm(mark)]));
    return;
  }
  shownCells = { ...mark.row.cells };
  const { row } = mark, fields = state.fields[row.table], first = openCells(row);
  const shown = fields.filter((field) => first.includes(field) || field.needed || row.cells[field.name] || (state.asked[row.table] || []).includes(field.name));
  heading.textContent = mark.start < 0 ? `${one(row.table)}: ${row.cells.name || row.id}` : `${one(row.table)}: “${words(mark.start, mark.end)}”`;
  const actions = row.recorded ? [element("p", {}, "This row is recorded. To correct it, edit the table and run claimbook record with a reason.")] : [
    element("div", { class: "actions" },
      element("button", { type: "button", class: "first", id: "confirm", onclick: () => confirmRow(row) }, "Confirm ", element("kbd", {}, "c")),
      ...(row.table === "claims" ? Object.entries(state.shared).map(([what, where]) => element("button", { type: "button", onclick: async () => {
        const { made } = await ask("share", { id: row.id, what });
        await load();
        say(`The ${what} of ${made} more ${made === 1 ? "claim is" : "claims are"} changed; it stays guessed until you confirm it.`);
      } }, `Same ${what} for ${where}`)) : []),
      likeThis(row).length > 1 ? element("button", { type: "button", id: "confirm-list", onclick: () => confirmList(row) },
        `Confirm all ${likeThis(row).length} of the paragraph: ${likeThis(row).map((one) => one.cells.value_text).join(", ")}`) : null,
      row.table === "sources" ? null : element("button", { type: "button", onclick: async () => {
        const from = chosen, key = following(true), naming = state.rows.filter((other) => other.row !== row && Object.entries(other.cells).some(([name, cell]) => cell === row.id && other.id !== row.id)).length;
        if (naming && !confirm(`${naming} other ${naming === 1 ? "row names" : "rows name"} it and will be left without. Delete it?`)) return;
        await ask("remove", { table: row.table, id: row.id });
        await goTo(from, key);
        say(`${row.id} deleted${naming ? `, and blanked in ${naming} more` : ""}.`);
      } }, "Delete the row"))];
  form.replaceChildren(...actions, ...shown.map((field) => fieldOf(row, field)),
    element("details", { open: moreOpen, ontoggle: (event) => { moreOpen = event.target.open; } }, element("summary", {}, "More fields"), ...fields.filter((field) => !shown.includes(field)).map((field) => fieldOf(row, field))),
    ...(mark.start >= 0 && !row.recorded && row.table !== "statements" ? [asideForm(mark)] : []));
}

// The open places of a paragraph that are guessed to be the same: a list that one look reads.
const likeThis = (row) => row.table !== "mentions" ? [] : state.rows.filter((other) => other.table === "mentions" && !other.recorded && openCells(other).length
  && state.fields.mentions.every((field) => !field.needed || other.cells[field.name])
  && ["paragraph", "role", "event_id"].every((name) => other.cells[name] === row.cells[name]));

async function confirmList(row) {
  const from = chosen, list = likeThis(row);
  for (const one of list) await ask("save", { table: one.table, id: one.id, cells: {}, confirm: true, shown: one.cells });
  await refresh();
  if (chosen === from) choose(following(true));
  say(`${list.length} places confirmed.`);
}

async function confirmRow(row) {
  const from = chosen;
  await queue; // what is being saved is part of what is confirmed
  if (chosen !== from) { say(`${row.id} isn’t confirmed: you went on before it was saved.`, true); return; }
  const shown = { ...shownCells }, key = following(true);
  const blank = state.fields[row.table].filter((field) => field.needed && !shownCells[field.name]);
  try {
    await ask("save", { table: row.table, id: row.id, cells: {}, confirm: true, shown });
  } catch (refused) {
    if (chosen === from) await refresh(); // what was changed elsewhere is shown
    throw refused;
  }
  if (blank.length) {
    await refresh();
    say(`Confirmed; still needed: ${blank.map((field) => labelOf(field.name)).join(", ")}.`, true);
    if (chosen === from) nextOpen().focus();
  } else {
    await goTo(from, key);
    say(`${row.id} confirmed.`);
  }
}


function makeButtons(start, end, tables) {
  return element("div", { class: "actions" }, ...tables.map((table) => element("button", { type: "button", onclick: async () => {
    const { made } = await ask("add", { table, start, end });
    await load();
    choose(`${table}/${made}`);
    say(`${made} added.`);
  } }, `Make it ${/^[aeiou]/.test(one(table)) ? "an" : "a"} ${one(table)}`)));
}

// From the mark to what is asked about it, and back with Escape.
function edit() {
  const first = nextOpen() || byId("form").querySelector("button");
  if (first) first.focus();
}

function following(open, step = 1) {
  const at = marks.findIndex((mark) => mark.key === chosen);
  for (let n = 1; n <= marks.length; n++) {
    const mark = marks[(at + step * n + marks.length * 2) % marks.length];
    if (mark.start < 0 && mark.outcome === "coded" && mark.row.table !== "sources") continue;
    if (!open || ((mark.outcome === "missed" || mark.outcome === "drafted") && mark.key !== chosen)) return mark.key;
  }
  return "";
}

function choose(key) {
  chosen = marks.some((mark) => mark.key === key) ? key : "";
  showText();
  if (!chosen) {
    byId("panel-heading").textContent = marks.some((mark) => mark.outcome === "missed" || mark.outcome === "drafted") ? "Nothing is chosen" : "Nothing is open";
    byId("form").replaceChildren(element("p", {}, "Choose a mark in the text, or mark words with the mouse to make a new row."));
    return;
  }
  showForm();
  const shown = document.querySelector(`[data-key="${CSS.escape(chosen)}"]`);
  if (shown) { shown.scrollIntoView({ block: "nearest" }); shown.focus({ preventScroll: true }); }
  sessionStorage.setItem("chosen", chosen);
}

// The state anew, with the form as it stands: what was saved is neither guessed nor blank any more.
async function refresh(own = "") {
  state = await ask("state");
  points = Array.from(state.text);
  marks = marksOf();
  showText();
  const mark = marks.find((mark) => mark.key === chosen);
  if (!mark || !mark.row) return;
  if (own) shownCells[own] = mark.row.cells[own];
  // What is still being saved differs from what is stored, and is not what somebody else has changed.
  if (!saving && Object.keys(shownCells).some((name) => shownCells[name] !== mark.row.cells[name])) {
    const at = document.activeElement.id, inUse = byId("form").contains(document.activeElement) && at;
    showForm();
    if (inUse && byId(at)) byId(at).focus(); // its letters are no keys of the page
    say("The row was changed elsewhere: it is shown anew.", true);
    return;
  }
  for (const field of state.fields[mark.row.table]) {
    const shown = byId("form").querySelector(`[data-field="${CSS.escape(field.name)}"]`);
    if (!shown) continue;
    const guessed = mark.row.guessed.includes(field.name), blank = field.needed && !mark.row.cells[field.name];
    shown.className = `field${guessed ? " guessed" : ""}${blank ? " needed-blank" : ""}`;
    const note = shown.querySelector("label span");
    if (note && !guessed && !blank) note.remove();
    const choice = field.choices.find((one) => one.value === mark.row.cells[field.name]);
    shown.querySelector("p").textContent = (choice && choice.words) || field.words;
  }
}

async function load() {
  await refresh();
  showForm();
}

// Where a place in the page is in the text.
function place(node, offset) {
  if (node.nodeType === 3) {
    const piece = node.parentElement.closest("[data-start]");
    return piece && Number(piece.dataset.start) + Array.from(node.data.slice(0, offset)).length;
  }
  const child = node.childNodes[offset], pieces = [...node.querySelectorAll("[data-start]")];
  if (child && child.nodeType === 1 && child.matches("[data-start]")) return Number(child.dataset.start);
  if (child && child.nodeType === 1 && child.querySelector("[data-start]")) return Number(child.querySelector("[data-start]").dataset.start);
  const piece = node.closest("[data-start]") || pieces.at(-1);
  return piece ? Number(piece.dataset.start) + (child ? 0 : Array.from(piece.textContent).length) : null;
}

// A hand that is not quite exact still means whole words.
function wholeWords(start, end) {
  const letter = /[\p{L}\p{N}]/u, inWord = (at) => at > 0 && at < points.length && letter.test(points[at - 1]) && letter.test(points[at]);
  while (inWord(start)) start--;
  while (inWord(end)) end++;
  return [start, end];
}

// Words marked with the mouse, or with the keys in a browser that shows a caret.
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (selection.isCollapsed || !byId("text").contains(selection.anchorNode) || !byId("text").contains(selection.focusNode)) return;
  const ends = [place(selection.anchorNode, selection.anchorOffset), place(selection.focusNode, selection.focusOffset)];
  if (ends.includes(null) || ends[0] === ends[1]) return;
  const [start, end] = wholeWords(...ends.sort((a, b) => a - b));
  if (words(start, end).includes("\n")) { say("Mark words of one paragraph.", true); return; }
  byId("panel-heading").textContent = `“${words(start, end)}”`;
  byId("form").replaceChildren(makeButtons(start, end, ["claims", "indicators", "event_reports", "mentions", "statements"]));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) { choose(chosen); return; }
  if (event.repeat || event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { j: () => choose(following(false)), k: () => choose(following(false, -1)), n: () => choose(following(true)),
    e: edit,
    c: () => byId("confirm") && byId("confirm").click(),
    x: () => { const form = byId("aside"); if (form) { form.open = true; byId("reason").focus(); } } }[event.key];
  if (act) { event.preventDefault(); act(); }
});

byId("next").addEventListener("click", () => choose(following(false)));
byId("back").addEventListener("click", () => choose(following(false, -1)));
byId("open").addEventListener("click", () => choose(following(true)));
byId("edit").addEventListener("click", edit);
byId("check").addEventListener("click", async () => {
  say("Checking…");
  const { problems } = await ask("check");
  byId("problems").hidden = !problems.length;
  byId("problems").replaceChildren(...problems.map((one) => {
    const mark = marks.find((mark) => mark.key === one.key);
    return element("li", {}, mark ? element("button", { type: "button", onclick: () => { choose(one.key); edit(); } },
      `${says(mark)}: ${one.words}`) : one.words);
  }));
  byId("problems").scrollIntoView({ block: "nearest" });
  say(problems.length ? `${problems.length} to correct, below: choose one to see its row.` : "The rows are sound. To keep them: claimbook record --reason TEXT.");
});

// Another tab or an editor may have changed the rows.
window.addEventListener("focus", () => { if (state && !byId("form").contains(document.activeElement)) refresh(); });

load().then(() => choose(sessionStorage.getItem("chosen") || following(true)));
