"use strict";
// Everything from the user's files reaches the page as text nodes, never as markup.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { words, codes, findings } = read("data"); // findings: a list for each file, in the order of the page
  const files = [...document.querySelectorAll("details.file")];
  const text = document.getElementById("text");
  const code = document.getElementById("code");
  const levels = [...document.querySelectorAll("input[name=level]")];

  const element = (name, classes, ...children) => {
    const made = document.createElement(name);
    if (classes) made.className = classes;
    made.append(...children);
    return made;
  };
  const fill = (template, ...values) => template.replace(/\{(\d)\}/g, (_, index) => values[index]);

  // ---- the diff of one file

  const cell = (classes, ...children) => element("td", classes, ...children);

  // The part in which two lines differ is marked: what they begin and end with alike is not.
  const marked = (line, other) => {
    if (other === undefined || line === other) return [line];
    const length = Math.min(line.length, other.length);
    let start = 0;
    while (start < length && line[start] === other[start]) start += 1;
    let end = 0;
    while (end < length - start && line[line.length - 1 - end] === other[other.length - 1 - end]) end += 1;
    const middle = line.slice(start, line.length - end);
    return middle ? [line.slice(0, start), element("mark", "", middle), line.slice(line.length - end)] : [line];
  };

  const side = (which, number, line, other) =>
    line === undefined
      ? [cell(`no ${which} absent`), cell(`text ${which} absent`)]
      : [cell(`no ${which}`, String(number)), cell(`text ${which}`, ...marked(line, other))];

  const gapRow = (count, inside = fill(words.same, count)) => {
    const only = cell("", inside);
    only.colSpan = 4;
    return element("tr", "gap", only);
  };

  // Unchanged lines: those before and after a part that the report does not have, hidden until they are asked for.
  const foldedRow = (before, missing, after) => {
    const rows = [...before, ...after];
    const count = rows.length + missing;
    if (!rows.length) return gapRow(count);
    const button = element("button", "link", fill(words.same, count));
    button.type = "button";
    const row = gapRow(count, button);
    button.addEventListener("click", () => {
      for (const hidden of rows) hidden.hidden = false;
      if (missing) (before.at(-1) ?? row).after(gapRow(missing));
      row.remove();
    });
    return row;
  };

  // The lines of the original that are near a change or a finding.
  const nearLines = (stretches, found) => {
    const near = new Set();
    const around = (first, last) => {
      for (let line = first - 3; line <= last + 3; line += 1) near.add(line);
    };
    for (const [start, , before, after] of stretches) if (after !== null) around(start, start + before.length - 1);
    for (const [, line] of found) around(line, line);
    return near;
  };

  const findingRow = (found) => {
    const [name, line, column, api, message, output] = found;
    const about = codes[name];
    const only = cell("", element("span", `level ${about.level}`, `${name} ${about.name}`), ` ${line}:${column}${output && ` → ${output}`} `);
    only.colSpan = 4;
    if (api) only.append(element("code", "", api), " ");
    only.append(message, element("span", "advice", about.advice));
    const row = element("tr", `finding ${about.level}`, only);
    row.found = found;
    return row;
  };

  // Marks stand above the line that they are about, so they face nothing.
  const paired = (before, after) => {
    const rows = [];
    let old = 0;
    let spare = after.length - before.length;
    for (const line of after) {
      if (spare > 0 && /^\s*# paconvert\[/.test(line)) {
        rows.push([undefined, line]);
        spare -= 1;
      } else {
        rows.push([before[old], line]);
        old += 1;
      }
    }
    for (; old < before.length; old += 1) rows.push([before[old], undefined]);
    return rows;
  };

  const diffTable = (path, total, stretches, found) => {
    const body = element("tbody");
    const waiting = [...found].sort((a, b) => a[1] - b[1] || a[2] - b[2]);
    const say = (line) => {
      while (waiting.length && waiting[0][1] < line) body.append(findingRow(waiting.shift()));
    };
    const near = nearLines(stretches, found);
    let fold = { before: [], missing: 0, after: [] };
    const unfold = () => {
      if (fold.before.length + fold.missing + fold.after.length) {
        const row = foldedRow(fold.before, fold.missing, fold.after);
        body.insertBefore(row, fold.before[0] ?? fold.after[0] ?? null);
      }
      fold = { before: [], missing: 0, after: [] };
    };
    let at = 1;
    for (const [oldStart, newStart, before, after] of stretches) {
      fold.missing += oldStart - at;
      const rows = after === null ? before.map((line) => [line, line]) : paired(before, after);
      let oldNumber = oldStart;
      let newNumber = newStart;
      for (const [oldLine, newLine] of rows) {
        const kind = after === null ? "same" : "changed";
        const row = element(
          "tr", kind, ...side("old", oldNumber, oldLine, newLine), ...side("new", newNumber, newLine, oldLine)
        );
        if (after === null && !near.has(oldNumber)) {
          row.hidden = true;
          (fold.missing ? fold.after : fold.before).push(row);
        } else unfold();
        body.append(row);
        if (oldLine !== undefined) oldNumber += 1;
        if (newLine !== undefined) newNumber += 1;
        say(oldNumber);
      }
      at = oldStart + before.length;
    }
    if (total >= at) fold.missing += total - at + 1;
    unfold();
    say(Infinity);
    const heads = ["", words.original, "", words.output].map((name, index) => {
      const head = element("th", index % 2 ? "" : "no", name);
      if (name) head.scope = "col";
      return head;
    });
    const table = element("table", "diff", element("thead", "", element("tr", "", ...heads)), body);
    table.setAttribute("aria-label", fill(words.diff, path));
    return table;
  };

  const open = (file) => {
    if (file.dataset.drawn) return;
    file.dataset.drawn = "1";
    const index = Number(file.dataset.file);
    const [path, total, stretches] = read(`file-${index}`);
    file.append(element("div", "", element("div", "scroll diff", diffTable(path, total, stretches, findings[index]))));
    shade(file);
  };
  for (const file of files) file.addEventListener("toggle", () => file.open && open(file));

  // ---- the filter

  let wanted = () => true;
  const shade = (file) => {
    for (const row of file.querySelectorAll("tr.finding")) row.classList.toggle("other", !wanted(row.found));
  };
  const paths = files.map((file) => file.querySelector(".path").textContent.toLowerCase());
  const said = findings.map((list) => list.map((found) => `${found[0]} ${found[3]} ${found[4]}`.toLowerCase()));
  const count = document.getElementById("count");

  const filter = () => {
    const needle = text.value.trim().toLowerCase();
    const chosen = new Set(levels.filter((box) => box.checked).map((box) => box.value));
    const all = chosen.size === levels.length && !code.value;
    const fits = (found) => (!code.value || found[0] === code.value) && chosen.has(codes[found[0]].level);
    wanted = (found) => fits(found) && `${found[0]} ${found[3]} ${found[4]}`.toLowerCase().includes(needle);
    let shownFiles = 0;
    let shownFindings = 0;
    files.forEach((file, index) => {
      const named = paths[index].includes(needle);
      const hits = findings[index].filter((found, at) => fits(found) && (named || said[index][at].includes(needle)));
      const shown = hits.length > 0 || (all && named);
      file.hidden = !shown;
      shownFiles += shown;
      shownFindings += shown ? hits.length : 0;
      if (file.dataset.drawn) shade(file);
    });
    count.textContent = fill(words.shown, shownFiles, shownFindings);
  };
  let timer = 0;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(filter, 120);
  });
  for (const input of [code, ...levels]) input.addEventListener("change", filter);
  document.getElementById("reset").addEventListener("click", () => {
    text.value = code.value = "";
    for (const box of levels) box.checked = true;
    filter();
  });
  for (const button of document.querySelectorAll("button[data-text]")) {
    button.addEventListener("click", () => {
      text.value = button.dataset.text;
      filter();
      document.getElementById("files").scrollIntoView();
      text.focus({ preventScroll: true });
    });
  }
  for (const hidden of document.querySelectorAll(".scripted")) hidden.hidden = false;
  filter();
})();
