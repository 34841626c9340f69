/* The operations, and what is shown of them. */

const { operations, judged, annotations, events } = page.data;
const { labels, processes, label_of, from, outcomes, part_of } = operations;
const count = from.length;
const to = operations.to.map((event) => (event === 0 ? Infinity : event - 1));
const errors = new Map(page.data.errors);
const parts = judged?.parts ?? [];
const stateAfter = new Map(page.data.states.after.map(([op, text]) => [op, page.data.states.texts[text]]));
const $ = (id) => document.getElementById(id);
const picture = $("picture"), rowsCanvas = $("rows"), overview = $("overview");

const label = (op) => labels[label_of[op]];
const nameOf = (op) => label(op).split(/[ (→]/, 1)[0];
const partOf = (op) => (part_of.length ? part_of[op] - 1 : 0);
const counted = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
const who = (op) => `process ${processes[op]}'s ${label(op)}`;
/* What failed has no result that anybody could know. */
const told = (op) => (outcomes[op] === "f" ? label(op).replace(/ → \?$/, "") : label(op));

const times = (() => {
  if (!page.data.times) return null;
  const all = new Float64Array(events);
  let sum = 0, last = -Infinity;
  // Times are told from the first event on: of those since 1970 a number holds no nanoseconds. A clock that goes
  // back would draw bars over each other; the order of events is what counts.
  page.data.times.forEach((step, event) => { sum += event && step; last = Math.max(last, sum); all[event] = last; });
  return all;
})();

/* What is shown, and where. */
const view = {
  part: null, text: "", name: "", only: null, outcomes: { o: true, f: true, i: true },
  clock: false, order: true, fold: false,
  chosen: null, configuration: null,
  left: 0, scale: 1, top: 0,
};
