/* Rows, and where events and the moments of an order lie. */

let rows = [], shown = 0, position = null, total = 1, order = null, points = null, placeInOrder = null, why = null, named = new Set();

const isShown = (op) =>
  (view.part === null || partOf(op) === view.part) &&
  view.outcomes[outcomes[op]] &&
  (view.only === null || view.only(processes[op])) &&
  (view.name === "" || nameOf(op) === view.name);
const isFound = (op) => view.text === "" || label(op).toLowerCase().includes(view.text);

function arrange() {
  const byProcess = new Map();
  const isEvent = new Uint8Array(events + 1);
  shown = 0;
  for (let op = 0; op < count; op++) {
    if (!isShown(op)) continue;
    shown++;
    isEvent[from[op]] = 1;
    if (to[op] !== Infinity) isEvent[to[op]] = 1;
    const row = byProcess.get(processes[op]);
    if (row) row.push(op); else byProcess.set(processes[op], [op]);
  }
  place(isEvent);
  rows = [...byProcess].sort((one, other) => one[0] - other[0]).map(([process, ops]) => ({
    process,
    ops,
    starts: Float64Array.from(ops, (op) => position[from[op]]),
    ends: Float64Array.from(ops, (op) => (outcomes[op] === "i" ? Infinity : position[to[op]])),
  }));
  arrangeOrder();
  density = null;
}

/* Says where each event lies: by the clock, or so that every event that is shown takes one step. */
function place(isEvent) {
  position = new Float64Array(events + 1);
  if (view.clock) {
    for (let event = 0; event < events; event++) position[event] = times[event];
    const end = times[events - 1], width = end - times[0] || 1;
    position[events] = end + width / 100;
    total = position[events];
    return;
  }
  let step = 0;
  for (let event = 0; event <= events; event++) {
    position[event] = isEvent[event] ? step : step - 0.5;
    step += isEvent[event];
  }
  total = Math.max(step, 1);
}

const start = () => (view.clock ? times[0] - (total - times[0]) * 0.005 : -0.5);
const length = () => total - start();

/* Finds a moment for each operation of an order: as early as the order and its start allow. */
function moments(order) {
  const at = new Float64Array(order.length);
  let gap = -1, first = 0;
  const spread = (end) => {
    if (gap < 0) return;
    // By a coarse clock the next event is at the same time, and so are the marks.
    const left = position[gap], right = Math.max(position[gap + 1], left);
    for (let k = first; k < end; k++) at[k] = left + ((k - first + 1) / (end - first + 1)) * (right - left);
  };
  order.forEach((op, k) => {
    if (from[op] > gap) { spread(k); gap = from[op]; first = k; }
  });
  spread(order.length);
  return at;
}

function arrangeOrder() {
  const part = view.part ?? (parts.length === 1 ? 0 : null);
  why = part === null ? null : parts[part].why;
  named = new Set(why?.named);
  order = part === null ? judged?.order : parts[part].order ?? judged?.order?.filter((op) => partOf(op) === part);
  order ??= null;
  points = placeInOrder = null;
  if (!order) return;
  order = order.filter(isShown);
  points = moments(order);
  placeInOrder = new Map(order.map((op, place) => [op, place]));
}
