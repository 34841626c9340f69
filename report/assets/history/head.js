/* The verdict and the facts, above. */

const verdicts = { valid: "✓ valid", invalid: "✗ invalid", unknown: "? unknown" };

function showHead() {
  const verdict = $("verdict");
  verdict.textContent = judged ? verdicts[judged.verdict] : "not judged";
  verdict.classList.add(judged?.verdict ?? "soft");
  $("sentence").textContent = judged?.sentence ?? page.data.source ?? "history";
  const invalid = parts.filter((part) => part.verdict === "invalid").length;
  const facts = [
    judged ? page.data.source : null,
    counted(count, "operation"),
    counted(new Set(processes).size, "process").replace("processs", "processes"),
    parts.length > 1 ? `${counted(parts.length, "part")}${invalid ? `, ${invalid} of them invalid` : ""}` : null,
    parts.length === 1 ? parts[0].engine && `judged by ${parts[0].engine === "search" ? "search" : `the ${parts[0].engine} monitor`}` : null,
    ...page.data.facts.map(({ name, value }) => `${name} ${value}`),
  ];
  $("facts").textContent = facts.filter(Boolean).join(" · ");
  $("wrong").hidden = !parts.some((part) => part.why);
  $("time").hidden = !times;
  $("order").disabled = !judged?.order && !parts.some((part) => part.order);
  const names = [...new Set(label_of.map((_, op) => op).map(nameOf))].sort();
  $("name").append(page.make("option", { value: "" }, "All operations"), ...names.map((name) => page.make("option", { value: name }, name)));
}
