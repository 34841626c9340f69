/* The bars: one for each operation, or one for many that are too narrow to be told apart. */

function drawRow(row, top) {
  const left = unx(GUTTER), right = unx(width);
  let run = null;
  const flush = () => {
    if (run) {
      context.fillStyle = colors["--bar-edge"];
      context.fillRect(run[0], top + 4, Math.max(run[1] - run[0], 1), BAR - 8);
    }
    run = null;
  };
  const first = firstEnding(row, left);
  const late = [];
  for (let k = first; k < row.ops.length && row.starts[k] <= right; k++) {
    const op = row.ops[k];
    const a = x(row.starts[k]), b = row.ends[k] === Infinity ? width + 20 : x(row.ends[k]);
    if (b - a < 3 && !(isMarked(op) || op === view.chosen)) {
      if (run && a <= run[1] + 1) run[1] = Math.max(run[1], b);
      else { flush(); run = [a, b]; }
      continue;
    }
    const next = k + 1 < row.ops.length ? x(row.starts[k + 1]) : width + 20;
    late.push([op, a, b, next]);
  }
  flush();
  for (const [op, a, b, next] of late) drawBar(op, Math.max(a, GUTTER - 10), Math.max(b, a + 3), next, top);
}

function drawBar(op, a, b, next, top) {
  const outcome = outcomes[op], found = isFound(op);
  const isWrong = why?.operation === op, isNamed = !isWrong && isMarked(op);
  const end = Math.min(b, width + 20);
  context.globalAlpha = found ? 1 : 0.25;
  context.lineWidth = isWrong ? 2.5 : isNamed || op === view.chosen ? 2 : 1;
  context.strokeStyle = isWrong ? colors["--bad"] : op === view.chosen ? colors["--accent"]
    : isNamed ? colors["--open"] : outcome === "f" ? colors["--faint"] : colors["--bar-edge"];
  context.fillStyle = isWrong ? colors["--bad-paper"] : isNamed ? colors["--open-paper"] : colors["--bar"];
  context.setLineDash(outcome === "f" ? [4, 3] : []);
  context.beginPath();
  if (outcome === "i") {
    context.moveTo(end, top); context.lineTo(a, top); context.lineTo(a, top + BAR); context.lineTo(end, top + BAR);
  } else {
    context.roundRect(a, top, Math.max(end - a, 1.5), BAR, 3);
  }
  if (outcome !== "f") {
    if (outcome === "i" && !isWrong && !isNamed) context.globalAlpha *= 0.55;
    context.fill();
    context.globalAlpha = found ? 1 : 0.25;
  }
  context.stroke();
  context.setLineDash([]);
  if (view.text !== "" && found) {
    context.fillStyle = colors["--mark"];
    context.fillRect(a + 1.5, top + 1.5, Math.max(end - a - 3, 1), BAR - 3);
  }
  const text = (isWrong ? "✗ " : isNamed ? "◆ " : outcome === "f" ? "✗ " : "") + told(op) + (outcome === "f" ? " (failed)" : "");
  // What does not fit into its bar stands behind it, if there is room; else it is as much as there is room for.
  const begin = Math.max(a, GUTTER), until = Math.min(next, width + 20) - 8, wide = text.length * charWidth;
  const from = begin + wide > end - 8 && end + wide < until ? end : begin;
  const chars = Math.floor((until - from) / charWidth);
  if (chars >= Math.min(text.length, 2)) {
    context.fillStyle = isWrong ? colors["--bad"] : outcome === "f" ? colors["--soft"] : colors["--ink"];
    context.font = isWrong ? `bold ${small}` : small;
    const written = text.length <= chars ? text : text.slice(0, chars - 1) + "…";
    context.fillText(written, from + 5, top + 14);
    context.font = small;
  }
  context.globalAlpha = 1;
}
