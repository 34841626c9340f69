/* Draws a schedule: a pane for the one that failed, and one for the nearest that passes. */
const GUTTER = 68;
const BAR = 7;
const BARS_MAX = 4;
const OVERSCAN = 20;
/* The most arrows that go past what is visible without an end in it, before they are left out. */
const PASSING_BY_MAX = 60;
const svg = (name, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const view = { hidesRest: false, filter: "" };

class Pane {
  constructor(kind, title, execution, at) {
    Object.assign(this, { kind, execution, at });
    this.rows = rowsOf(kind, execution, at);
    this.chosen = null;
    this.count = page.make("span", { class: "soft" });
    this.heads = page.make("div", { class: "heads" });
    this.sheet = page.make("div", { class: "sheet" });
    this.scroll = page.make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, this.heads, this.sheet);
    this.element = page.make("section", { class: `pane ${kind}`, id: `pane-${kind}` },
      page.make("h2", {}, `${title} `, this.count), this.scroll);
    this.scroll.addEventListener("scroll", () => this.draw());
    this.scroll.addEventListener("focus", () => { focused = this; });
    this.scroll.addEventListener("click", (event) => this.click(event));
    this.arrowsTo = byStep(execution.arrows, "to");
    this.arrowsFrom = byStep(execution.arrows, "from");
    this.depths = depthsOf(execution.held);
  }

  /* Finds out which rows are to be seen, and how wide everything is. */
  layOut() {
    const words = view.filter.toLowerCase().split(/\s+/).filter(Boolean);
    this.shown = this.rows.filter((row) =>
      (!view.hidesRest || row.isBright) && words.every((word) => row.searched.includes(word)));
    this.index();
    const taken = (rows) => rows.filter((row) => !row.isWait).length;
    const all = taken(this.rows), some = taken(this.shown);
    this.count.textContent = some === all ? `${count(all, "step")}` : `${some} of ${count(all, "step")}`;
    this.measure();
    this.sheet.style.height = `${this.shown.length * this.height}px`;
    this.sheet.style.width = this.heads.style.width = `${this.width}px`;
    this.drawHeads();
    this.drawn = null;
    this.draw();
  }

  /* Notes of each step where it is, -1 if it is hidden, and where the first is that comes no earlier. */
  index() {
    const size = this.rows.length + 2;
    this.places = new Int32Array(size).fill(-1);
    this.after = new Int32Array(size).fill(this.shown.length);
    this.shown.forEach((row, place) => { this.places[row.number] = place; });
    for (let number = size - 2; number >= 0; number -= 1) {
      this.after[number] = this.places[number] >= 0 ? this.places[number] : this.after[number + 1];
    }
  }

  /* Columns as wide as what is in them, with places beside them; or below, or with columns that are
     narrower than what is in them, which then goes on over those beside it. */
  measure() {
    const em = characterWidth();
    const { tasks } = this.execution;
    const widest = { label: tasks.map((task) => headOf(task).length), place: 0, any: 0 };
    for (const row of this.shown) {
      const length = row.label.length + row.tagLength + 2;
      widest.label[row.task] = Math.max(widest.label[row.task], length);
      widest.place = Math.max(widest.place, row.placeLength);
      widest.any = Math.max(widest.any, length);
    }
    const bars = BAR * this.depths.most;
    const room = this.scroll.clientWidth - GUTTER - 24;
    const places = widest.place * em;
    const used = (length) => Math.max(length, 2) * em + bars + 18;
    let widths = widest.label.map(used);
    const sum = () => widths.reduce((all, width) => all + width, 0);
    this.placeBelow = sum() + places > room;
    let beyond = 0;
    if (this.placeBelow && sum() > room) {
      const last = Math.max(widest.any * em, Math.min(places, room / 3)) + bars;
      const each = Math.max((room - last) / Math.max(tasks.length - 1, 1), bars + 30);
      widths = tasks.map(() => each);
      beyond = Math.max(last, places + bars) - each + 18;
    } else if (this.placeBelow) {
      beyond = Math.max(0, places - widths[widths.length - 1] + 18);
    }
    let x = GUTTER;
    this.columns = widths.map((width) => (x += width) - width);
    this.bars = bars;
    this.placeX = x;
    this.height = this.placeBelow ? 38 : 24;
    this.width = Math.max(x + (this.placeBelow ? beyond : places + 24), this.scroll.clientWidth - 1);
  }

  drawHeads() {
    const { tasks } = this.execution;
    const isNarrow = this.columns.length > 1 && tasks.some((task, at) =>
      at + 1 < tasks.length && this.columns[at + 1] - this.columns[at] < headOf(task).length * characterWidth());
    this.heads.replaceChildren(...tasks.map((task, at) => {
      const head = page.make("span", { title: headOf(task) }, isNarrow ? task.alias : headOf(task));
      head.style.left = `${this.columns[at]}px`;
      return head;
    }));
  }

  /* Draws the rows that are to be seen, and some more on both sides. */
  draw() {
    const top = Math.floor(this.scroll.scrollTop / this.height);
    const most = Math.ceil(this.scroll.clientHeight / this.height);
    const first = Math.max(0, top - OVERSCAN);
    const end = Math.min(this.shown.length, top + most + OVERSCAN);
    const drawn = `${first} ${end}`;
    if (this.drawn !== null && this.drawn.key === drawn) return;
    this.drawn = { key: drawn, first, end };
    const rows = [];
    for (let place = first; place < end; place += 1) rows.push(this.drawRow(place));
    this.sheet.replaceChildren(...this.drawLanes(), ...this.drawBars(first, end), this.drawArrows(first, end), ...rows);
  }

  redraw() {
    this.drawn = null;
    this.draw();
  }

  drawLanes() {
    return this.columns.map((x) => {
      const lane = page.make("div", { class: "lane" });
      lane.style.cssText = `left:${x + this.bars + 3}px;top:0;height:${this.shown.length * this.height}px`;
      return lane;
    });
  }

  drawRow(place) {
    const row = this.shown[place];
    const before = this.shown[place - 1];
    const names = ["row", ...row.names];
    if (row.isTurn || (before && before.task !== row.task)) names.push("turn");
    if (row === this.chosen) names.push("chosen");
    const element = page.make("div", { class: names.join(" "), "data-step": row.number, "data-place": place });
    element.style.cssText = `top:${place * this.height}px;height:${this.height}px;width:${this.width}px;line-height:${this.placeBelow ? 18 : 22}px`;
    const what = page.make("span", { class: "what" }, row.words, ...row.values.map((text) => page.make("b", {}, text)),
      ...row.tags.map(([name, text]) => page.make("span", { class: `tag ${name}` }, text)));
    what.style.left = `${this.columns[row.task] + this.bars + 6}px`;
    const where = page.make("span", { class: this.placeBelow ? "place below" : "place" }, row.place, row.source ? page.make("code", {}, row.source) : null);
    where.style.cssText = this.placeBelow
      ? `left:${this.columns[row.task] + this.bars + 11}px;top:18px` : `left:${this.placeX}px`;
    element.append(page.make("span", { class: "number" }, row.isWait ? "–" : `${row.number}`), what, where);
    return element;
  }

  drawBars(first, end) {
    const bars = [];
    const { held, objects, tasks } = this.execution;
    held.forEach((span, at) => {
      const last = span.to ?? this.rows.length;
      const from = this.placeAfter(span.from), to = this.placeAfter(last);
      if (to < first || from >= end || (from === to && this.places[span.from] < 0)) return;
      const bar = page.make("div", { class: `bar${span.shared ? " shared" : ""}${span.to ? "" : " open"}`,
        title: `${tasks[span.task].alias} holds ${objects[span.object].alias}`, "data-from": span.from });
      const bottom = (span.to ? to + 0.5 : this.shown.length) * this.height;
      const top = (from + 0.5) * this.height;
      const x = this.columns[span.task] + BAR * Math.min(this.depths.of[at], this.depths.most - 1);
      bar.style.cssText = `left:${x}px;top:${top}px;height:${bottom - top}px`;
      bars.push(bar);
    });
    return bars;
  }

  /* Returns where a step is, or would be if it was shown. */
  placeAfter(number) {
    return this.after[Math.min(number, this.after.length - 1)];
  }

  drawArrows(first, end) {
    const near = this.chosen ? this.chosen.number : null;
    const passing = [];
    const ends = [];
    for (const arrow of this.execution.arrows) {
      const from = this.places[arrow.from], to = this.places[arrow.to];
      if (from < 0 || to < first || from >= end) continue;
      const drawn = { arrow, from, to };
      if (from >= first || to < end) ends.push(drawn); else passing.push(drawn);
    }
    const all = passing.length > PASSING_BY_MAX ? ends : ends.concat(passing);
    const paths = all.map(({ arrow, from, to }) => this.drawArrow(arrow, from, to, arrow.from === near || arrow.to === near));
    const heads = ["spawn", "join", "message", "wake"].map((sort) => svg("marker",
      { id: `${this.kind}-${sort}`, class: sort, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" },
      svg("path", { d: "M0 0L8 4L0 8z" })));
    return svg("svg", { class: "arrows", width: this.width, height: this.shown.length * this.height, "aria-hidden": "true" },
      svg("defs", {}, ...heads), ...paths);
  }

  /* Down the column of the one, then above the row of the other into its column. */
  drawArrow(arrow, from, to, isNear) {
    const rows = [arrow.from, arrow.to].map((number) => this.rows[number - 1]);
    const [x0, x1] = rows.map((row) => this.columns[row.task] + this.bars + 3);
    const y0 = from * this.height + 17, y1 = to * this.height;
    const side = x1 > x0 ? 1 : -1, bend = Math.min(5, Math.abs(x1 - x0) / 2);
    const names = [arrow.sort, isNear ? "near" : "", rows.every((row) => row.isBright) ? "" : "dim"];
    return svg("path", {
      class: names.join(" ").trim(), "data-from": arrow.from, "data-to": arrow.to,
      "marker-end": `url(#${this.kind}-${arrow.sort})`,
      d: `M${x0} ${y0}V${y1 - bend}q0 ${bend} ${side * bend} ${bend}H${x1 - side * bend}q${side * bend} 0 ${side * bend} ${bend}V${y1 + 8}`,
    });
  }

  click(event) {
    const element = event.target.closest(".row");
    focused = this;
    if (element) this.choose(Number(element.dataset.place));
  }

  choose(place) {
    if (this.shown.length === 0) return;
    const bounded = Math.min(Math.max(place, 0), this.shown.length - 1);
    this.chosen = this.shown[bounded];
    this.bringIntoView(bounded);
    this.redraw();
    describe(this);
    // Where panes are one below the other, the page scrolls, too.
    if (this === focused) this.sheet.querySelector(".chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /* Chooses a step by its number, or the next one that is shown. */
  chooseStep(number) {
    this.choose(this.placeAfter(number));
  }

  bringIntoView(place) {
    const top = place * this.height, room = this.scroll.clientHeight - 26;
    if (top < this.scroll.scrollTop) this.scroll.scrollTop = Math.max(0, top - room / 3);
    else if (top + this.height > this.scroll.scrollTop + room) this.scroll.scrollTop = top - (2 * room) / 3;
    const row = this.shown[place];
    const x = this.columns[row.task];
    const left = this.scroll.scrollLeft;
    if (x < left + GUTTER || x + 160 > left + this.scroll.clientWidth) this.scroll.scrollLeft = Math.max(0, x - this.scroll.clientWidth / 2);
  }

  place() {
    return this.chosen ? this.placeAfter(this.chosen.number) : -1;
  }

  move(by) {
    this.choose(this.place() + by);
  }

  /* Goes to the next hand-over, or the one before. */
  turn(by) {
    let place = this.place() + by;
    while (this.shown[place] && !this.shown[place].isTurn) place += by;
    if (this.shown[place]) this.choose(place);
  }
}

/* Returns what there is to know of each step before it is drawn. */
function rowsOf(kind, execution, at) {
  const { tasks, steps } = execution;
  const isFailing = kind === "failing";
  const row = (step, index, isWait) => {
    const before = steps[index - 1];
    const isTurn = !isWait && before !== undefined && before.task !== step.task;
    const names = [], tags = [];
    if (!step.matters) names.push("dim");
    if (isWait) { names.push("wait"); tags.push(["", "waits"]); }
    if (step.preempts && before) { names.push("preempts"); tags.push(["preempts", `pre-empts ${tasks[before.task].alias}`]); }
    if (index + 1 === at && !isWait) { names.push("differs"); tags.push(["differs", isFailing ? "here it fails" : "here it passes"]); }
    if (isFailing && index + 1 === steps.length && !isWait) { names.push("failed"); tags.push(["failed", "failed here"]); }
    const words = step.target ? `${step.operation} ${step.target}` : step.operation;
    const values = valuesOf(step);
    const source = page.data.source[step.place];
    const tagLength = tags.reduce((all, [, text]) => all + text.length + 2, 0);
    return {
      number: index + 1, task: step.task, step, words, values, tags, names, isTurn, isWait, source, tagLength,
      label: words + values.join(""), place: step.place, isBright: Boolean(step.matters) || isWait,
      placeLength: step.place.length + (source ? source.length + 2 : 0),
      searched: [headOf(tasks[step.task]), words, ...values, step.place, source ?? ""].join(" ").toLowerCase(),
    };
  };
  const taken = steps.map((step, index) => row(step, index, false));
  return taken.concat(execution.waits.map((step, index) => row(step, steps.length + index, true)));
}

function valuesOf(step) {
  if (step.before === undefined) return [];
  if (step.after === undefined) return [` = ${step.before}`];
  return [`: ${step.before} → ${step.after}`];
}

function headOf(task) {
  return task.name ? `${task.alias}(${task.name})` : task.alias;
}

function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function byStep(arrows, end) {
  const map = new Map();
  for (const arrow of arrows) {
    if (!map.has(arrow[end])) map.set(arrow[end], []);
    map.get(arrow[end]).push(arrow);
  }
  return map;
}

/* Puts bars side by side that one task holds at the same time. */
function depthsOf(held) {
  const open = new Map();
  const of = held.map((span) => {
    const others = (open.get(span.task) ?? []).filter((other) => other.to > span.from);
    let depth = 0;
    while (others.some((other) => other.depth === depth)) depth += 1;
    others.push({ to: span.to ?? Infinity, depth });
    open.set(span.task, others);
    return depth;
  });
  return { of, most: Math.min(1 + of.reduce((most, depth) => Math.max(most, depth), -1), BARS_MAX) };
}

let measured = null;
function characterWidth() {
  if (measured === null) {
    const probe = page.make("span", {}, "m".repeat(100));
    probe.style.cssText = "position:absolute;visibility:hidden;font:12.5px var(--mono)";
    document.body.append(probe);
    measured = probe.getBoundingClientRect().width / 100;
    probe.remove();
  }
  return measured;
}

/* Says below all that is known of a step. */
function describe(pane) {
  const { execution, chosen } = pane;
  const { tasks, objects } = execution;
  const { step } = chosen;
  const name = headOf(tasks[step.task]);
  const place = page.make("code", {}, chosen.place);
  const first = page.make("p", {}, page.make("strong", {}, chosen.isWait ? `${name} waits to ${chosen.words}` : `Step ${chosen.number}: ${name}, ${chosen.label}`),
    " at ", place, chosen.source ? " " : null, chosen.source ? page.make("code", {}, chosen.source) : null,
    step.matters ? null : page.make("span", { class: "soft" }, " (the failure does not depend on it)"));
  const object = objects.find((object) => object.alias === step.target);
  const more = [];
  if (object) more.push(`${object.alias} was first used at ${object.place}`);
  for (const arrow of pane.arrowsTo.get(chosen.number) ?? []) more.push(`${ARRIVES[arrow.sort]} step ${arrow.from} of ${tasks[pane.rows[arrow.from - 1].task].alias}`);
  for (const arrow of pane.arrowsFrom.get(chosen.number) ?? []) more.push(`${LEADS[arrow.sort]} step ${arrow.to} of ${tasks[pane.rows[arrow.to - 1].task].alias}`);
  const holds = execution.held.filter((span) => span.from <= chosen.number && (span.to ?? Infinity) > chosen.number);
  if (holds.length > 0) more.push(`held: ${holds.slice(0, 8).map((span) => `${objects[span.object].alias} by ${tasks[span.task].alias} since step ${span.from}`).join(", ")}${holds.length > 8 ? `, and ${holds.length - 8} more` : ""}`);
  document.getElementById("detail").replaceChildren(first, page.make("p", { class: "soft" }, more.join("; ")));
}

const ARRIVES = { spawn: "spawned by", join: "joins after", message: "takes the message of", wake: "woken by" };
const LEADS = { spawn: "spawns", join: "joined by", message: "message taken by", wake: "wakes" };

/* ---- keys and buttons ---- */

const KEYS = [
  ["j ↓", "the next step", () => focused.move(1)],
  ["k ↑", "the step before", () => focused.move(-1)],
  ["n", "the next hand-over", () => focused.turn(1)],
  ["p", "the hand-over before", () => focused.turn(-1)],
  ["g Home", "the first step", () => focused.choose(0)],
  ["G End", "the last step", () => focused.choose(Infinity)],
  ["f", "the failure", () => toFailure()],
  ["d", "where the two schedules differ", () => toDifference()],
  ["o", "the other schedule", () => toOther()],
  ["h", "hides what the failure does not depend on", () => hideRest()],
  ["/", "filters the steps", () => document.getElementById("filter").focus()],
  ["?", "this legend", () => showLegend()],
];
const NAMED = { ArrowDown: "↓", ArrowUp: "↑" };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.getElementById("legend").open) return;
  if (event.target.tagName === "INPUT") {
    if (event.key === "Escape" || event.key === "Enter") focused.scroll.focus();
    return;
  }
  const key = NAMED[event.key] ?? event.key;
  const entry = KEYS.find(([keys]) => keys.split(" ").includes(key));
  if (!entry) return;
  event.preventDefault();
  entry[2]();
}

function toFailure() {
  focused = failing;
  failing.chooseStep(failing.execution.steps.length);
}

function toDifference() {
  if (!passing) return;
  for (const pane of [passing, failing]) pane.chooseStep(pane.at);
}

function toOther() {
  if (!passing) return;
  focused = focused === failing ? passing : failing;
  focused.scroll.focus();
}

function hideRest() {
  view.hidesRest = !view.hidesRest;
  document.getElementById("hide").setAttribute("aria-pressed", String(view.hidesRest));
  layOutAll();
}

function layOutAll() {
  for (const pane of panes) {
    const number = pane.chosen ? pane.chosen.number : null;
    pane.layOut();
    if (number !== null && pane.shown.length > 0) pane.bringIntoView(Math.min(pane.placeAfter(number), pane.shown.length - 1));
    pane.redraw();
  }
}

function showLegend() {
  const { tasks, objects } = page.data.failing;
  const table = (entries) => page.make("table", {}, ...entries.map(([left, right]) =>
    page.make("tr", {}, page.make("td", {}, left), page.make("td", {}, right))));
  const dialog = document.getElementById("legend");
  const limited = (entries) => entries.length > 500 ? entries.slice(0, 500).concat([["…", `${entries.length - 500} more`]]) : entries;
  dialog.replaceChildren(
    page.make("button", { class: "close", onclick: () => dialog.close() }, "Close"),
    page.make("h2", {}, "What the marks mean"),
    table([
      ["bar left of a task", "a lock that it holds; broken if others can hold it too"],
      ["line across", "another task goes on; dashed and tagged if the one before could have gone on (a pre-emption)"],
      ["solid arrow", "a message, to who takes it"],
      ["dashed arrow", "from who wakes to who had to wait"],
      ["dotted arrow", "to a task that is spawned, or to who joins it"],
      ["dim", "the failure does not depend on it"],
      ["= 1", "the value that was read"],
      ["1 → 2", "the values before and after"],
    ]),
    page.make("h2", {}, "Keys"),
    table(KEYS.map(([keys, meaning]) => [page.make("span", {}, ...keys.split(" ").flatMap((key) => [page.make("kbd", {}, key), " "])), meaning])),
    page.make("h2", {}, "Tasks"),
    table(limited(tasks.map((task) => [headOf(task), task.parent === null ? "runs the body" : `spawned by ${tasks[task.parent].alias}`]))),
    page.make("h2", {}, "Objects"),
    table(limited(objects.map((object) => [object.alias, `first used at ${object.place}`]))),
  );
  dialog.showModal();
}

/* ---- begin ---- */

const near = page.data.passing;
const failing = new Pane("failing", "The schedule that fails", page.data.failing, near?.at);
const passing = near ? new Pane("passing", "The nearest that passes", near.execution, near.at) : null;
const panes = [failing, passing].filter(Boolean);
let focused = failing;

document.getElementById("panes").append(...panes.map((pane) => pane.element));
document.getElementById("to-difference").hidden = !passing;
document.getElementById("filter").addEventListener("input", (event) => { view.filter = event.target.value; layOutAll(); });
for (const [id, act] of [["hide", hideRest], ["to-failure", toFailure], ["to-difference", toDifference], ["show-legend", showLegend]]) {
  document.getElementById(id).addEventListener("click", act);
}
document.addEventListener("keydown", onKey);
page.onTheme(() => {});
new ResizeObserver(layOutAll).observe(document.getElementById("panes"));
layOutAll();
if (passing) passing.chooseStep(passing.at);
if (failing.rows.length > 0) toFailure();
