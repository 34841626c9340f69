/* The lines, the processes at the left, and the time at the top. */

function drawGrid() {
  context.fillStyle = colors["--line"];
  for (let index = 0; index < drawnRows.length; index++) {
    const line = y(index) + BAR / 2;
    if (line > headHeight() && line < height) context.fillRect(GUTTER, line, width, 0.5);
  }
}

function drawGutter(first, last) {
  context.fillStyle = colors["--raised"];
  context.fillRect(0, 0, GUTTER, height);
  context.fillStyle = colors["--line"];
  context.fillRect(GUTTER - 1, 0, 1, height);
  context.save();
  context.beginPath();
  context.rect(0, headHeight(), GUTTER, height);
  context.clip();
  context.textAlign = "right";
  for (let index = first; index < last; index++) {
    context.fillStyle = why && processes[why.operation] === drawnRows[index].process ? colors["--bad"] : colors["--soft"];
    context.fillText(String(drawnRows[index].process), GUTTER - 8, y(index) + 14);
  }
  context.restore();
  context.textAlign = "left";
  context.fillStyle = colors["--soft"];
  context.font = `11px ${colors["--sans"]}`;
  context.fillText("process", 8, 16);
  context.font = small;
}

function drawAxis() {
  context.fillStyle = colors["--raised"];
  context.fillRect(GUTTER, 0, width, AXIS - 1);
  context.fillStyle = colors["--line"];
  context.fillRect(0, AXIS - 1, width, 1);
  const step = nice(90 / view.scale);
  context.font = `11px ${colors["--sans"]}`;
  for (let tick = Math.ceil(unx(GUTTER) / step); x(tick * step) < width; tick++) {
    const at = tick * step;
    if (at < 0 && !view.clock || at > total) continue;
    context.fillStyle = colors["--line"];
    context.fillRect(x(at), AXIS - 7, 1, 6);
    context.fillStyle = colors["--soft"];
    context.fillText(view.clock ? clockText(at, step) : String(at), x(at) + 4, 15);
  }
  context.font = small;
}

function nice(least) {
  if (!view.clock && least < 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((factor) => factor * power >= least);
  return factor * power;
}
function clockText(nanoseconds, step = 0) {
  const [unit, name] = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]].find(([unit]) => Math.max(Math.abs(nanoseconds), step) >= unit) ?? [1, "ns"];
  const digits = step ? Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9)) : 3;
  return `${(nanoseconds / unit).toFixed(Math.min(digits, 9))} ${name}`;
}
