"use strict";
// The page works without this script; with it the map moves, tables sort and filter, and the language changes.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const element = (name, text, type) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (type) made.className = type;
    return made;
  };

  // ---- language ----
  const lang = () => root.lang;
  const word = (key, values = {}) =>
    data.words[key][lang()].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  // What a cell says in the language that is shown.
  const textOf = (cell) => {
    const copy = cell.cloneNode(true);
    for (const other of $$(`[lang]:not([lang="${lang()}"])`, copy)) other.remove();
    return copy.textContent.trim();
  };
  const title = $("h1").textContent;
  function speak(code) {
    root.lang = code;
    for (const button of $$(".langs button")) button.setAttribute("aria-pressed", String(button.dataset.lang === code));
    $("#canvas").setAttribute("aria-roledescription", word("web_title"));
    document.title = title;
    tables.forEach((table) => table.renew());
    draw();
  }

  // ---- tables ----
  function sortable(table) {
    const body = $("tbody", table);
    const rows = [...body.rows];
    const heads = $$("thead th", table);
    const panel = $(`.filter[data-for="${table.id}"]`);
    const search = panel && $("input", panel);
    const select = panel && $("select", panel);
    const output = panel && $("output", panel);
    const plain = (text) => text.normalize("NFKC").toLowerCase();

    heads.forEach((head, column) => {
      // The button lies over the head's text, which so repeats on every printed page.
      const button = element("button", "", "sort");
      button.type = "button";
      head.id = `${table.id}-${column}`;
      button.setAttribute("aria-labelledby", head.id);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        order(column, down ? -1 : 1);
      });
    });
    function order(column, sign) {
      const collator = new Intl.Collator(lang(), { numeric: true });
      const keys = new Map(rows.map((row, at) => {
        const cell = row.cells[column];
        return [row, { text: textOf(cell), value: "v" in cell.dataset ? Number(cell.dataset.v) : null, at }];
      }));
      rows.slice().sort((a, b) => {
        const whole = a.classList.contains("sum") - b.classList.contains("sum"); // sums stay at the end
        if (whole) return whole;
        const [one, two] = [keys.get(a), keys.get(b)];
        if (!one.text !== !two.text) return one.text ? -1 : 1; // empty cells stay at the end either way
        const less = one.value !== null && two.value !== null
          ? one.value - two.value : collator.compare(one.text, two.text);
        return less * sign || one.at - two.at;
      }).forEach((row) => body.append(row));
    }
    if (!panel) return { renew() {} }; // a small table sorts, and needs no search
    function filter() {
      const wanted = plain(search.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = plain([...row.cells].map(textOf).join(" "));
        const chosen = !select || !select.value || key(row.cells[select.dataset.column]) === select.value;
        row.hidden = !(chosen && wanted.every((part) => text.includes(part)));
        shown += row.hidden ? 0 : 1;
      }
      output.textContent = word("web_count", { shown, all: rows.length });
    }
    const key = (cell) => cell.dataset.v ?? cell.textContent;
    function renew() {
      if (select) {
        const value = select.value;
        const column = select.dataset.column;
        const options = new Map(rows.map((row) => [key(row.cells[column]), textOf(row.cells[column])]));
        select.length = 1;
        select.options[0].text = word("web_every");
        for (const [code, text] of [...options].sort((a, b) => Number(a[0]) - Number(b[0])))
          select.append(new Option(text, code));
        select.value = value;
      }
      filter();
    }
    // The zone's name becomes a button that shows it on the map.
    for (const row of rows) {
      const zone = zones.get(row.dataset.zone);
      const cell = zone && [...row.cells].find((each) => each.textContent.trim() === zone.name);
      if (!cell) continue;
      const button = element("button", zone.name, "show");
      button.type = "button";
      button.addEventListener("click", () => choose(zone, { go: true }));
      cell.replaceChildren(button);
    }
    search.addEventListener("input", filter);
    select?.addEventListener("change", filter);
    panel.hidden = false;
    return { renew };
  }

  // ---- the map ----
  const canvas = $("#canvas");
  const pen = canvas.getContext("2d");
  const view = { x: 0, y: 0, scale: 1 }; // grid units → CSS pixels
  let chosen = null;
  let lot = null;

  function outline(rings, closed = true) {
    const path = new Path2D();
    for (const ring of rings) {
      let [x, y] = ring;
      path.moveTo(x, y);
      for (let at = 2; at < ring.length; at += 2) path.lineTo(x += ring[at], y += ring[at + 1]);
      if (closed) path.closePath();
    }
    return path;
  }
  for (const group of [data.areas, data.zones]) for (const each of group) each.path = outline(each.rings);
  data.border = outline(data.area);
  for (const each of data.parcels) each.path = outline(each[5]);
  for (const mark of data.marks) if (data.kinds[mark.kind].line) mark.path = outline(mark.rings, false);
  for (const kind of data.kinds) kind.shape = new Path2D(kind.path);
  const zones = new Map(data.zones.map((zone) => [zone.id, zone]));

  // A tile of a class's hatch, at the screen's resolution.
  function hatch(look) {
    const ratio = devicePixelRatio || 1;
    const tile = document.createElement("canvas");
    const size = Math.round(11 * ratio);
    tile.width = tile.height = size;
    const brush = tile.getContext("2d");
    brush.scale(size / 20, size / 20);
    brush.strokeStyle = brush.fillStyle = look.ink;
    brush.lineWidth = 1.8;
    if (look.hatch === "dots") {
      for (const [x, y] of data.dots) { brush.beginPath(); brush.arc(x, y, 2.2, 0, 7); brush.fill(); }
    } else brush.stroke(new Path2D(data.hatches[look.hatch]));
    return pen.createPattern(tile, "repeat");
  }
  const toScreen = ([x, y]) => [x * view.scale + view.x, y * view.scale + view.y];
  const inGrid = (ratio) => pen.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);

  function fill(path, look, alpha) {
    pen.globalAlpha = alpha;
    pen.fillStyle = look.fill;
    pen.fill(path, "evenodd");
    pen.globalAlpha = 1;
    if (!look.hatch) return;
    look.tile ??= hatch(look);
    look.tile.setTransform(new DOMMatrix(pen.getTransform()).inverse());
    pen.fillStyle = look.tile;
    pen.fill(path, "evenodd");
  }
  function line(path, colour, width, dash = []) {
    pen.strokeStyle = colour;
    pen.lineWidth = width / view.scale;
    pen.setLineDash(dash.map((part) => part / view.scale));
    pen.stroke(path);
  }
  function draw() {
    const ratio = devicePixelRatio || 1;
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    if (!wide) return;
    if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(high * ratio)) {
      canvas.width = Math.round(wide * ratio);
      canvas.height = Math.round(high * ratio);
      data.looks.forEach((look) => delete look.tile);
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    inGrid(ratio);
    pen.lineJoin = "round";
    for (const area of data.areas) if (area.look >= 0) fill(area.path, data.looks[area.look], data.alpha);
    if (view.scale * 12 / data.step > 1 || data.parcels.length < 3000)
      for (const each of data.parcels) line(each.path, "#6b6b6b", 0.6);
    for (const area of data.areas) if (area.look >= 0)
      line(area.path, data.looks[area.look].line, 1.6, data.looks[area.look].dashed ? [6, 4] : []);
    for (const zone of data.zones) line(zone.path, zone.look < 0 ? "#6b6b6b" : data.looks[zone.look].line, 0.8);
    line(data.border, "#111", 2, [10, 3, 3, 3]);
    signs(ratio, wide, high);
  }
  // Marks, letters and names, at the size of the screen whatever the zoom; a name stands where it hits no other.
  function signs(ratio, wide, high) {
    inGrid(ratio);
    for (const mark of data.marks) if (mark.path) {
      const kind = data.kinds[mark.kind];
      line(mark.path, "rgba(255,255,255,.8)", 4.5);
      line(mark.path, kind.colour, 2.2, kind.dash);
    }
    if (chosen) { line(chosen.path, "#fff", 7); line(chosen.path, "#b34700", 4); }
    if (lot) { line(lot.path, "#fff", 5); line(lot.path, "#b34700", 2.5); }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.setLineDash([]);
    const taken = [];
    const free = (box) => !taken.some((other) =>
      box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    for (const mark of data.marks) if (!mark.path) for (const place of mark.rings) {
      const [x, y] = toScreen(place);
      pen.save();
      pen.translate(x, y);
      pen.scale(7, 7);
      pen.fillStyle = data.kinds[mark.kind].colour;
      pen.strokeStyle = "#fff";
      pen.lineWidth = 0.3;
      pen.fill(data.kinds[mark.kind].shape, "evenodd");
      pen.stroke(data.kinds[mark.kind].shape);
      pen.restore();
      taken.push([x - 7, y - 7, x + 7, y + 7]);
    }
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const font = getComputedStyle(document.body).fontFamily;
    const seen = data.zones.map((zone) => [zone, ...toScreen(zone.at)])
      .filter(([, x, y]) => x > -50 && y > -50 && x < wide + 50 && y < high + 50)
      .sort((a, b) => b[0].reach - a[0].reach);
    for (const [zone, x, y] of seen) {
      if (!zone.letter) continue;
      pen.beginPath();
      pen.arc(x, y, 10, 0, 7);
      pen.fillStyle = zone === chosen ? "#fff1c7" : "#fff";
      pen.strokeStyle = "#111";
      pen.lineWidth = 1;
      pen.fill();
      pen.stroke();
      pen.fillStyle = "#111";
      pen.font = `bold 12px ${font}`;
      pen.fillText(zone.letter, x, y + 0.5);
      taken.push([x - 10, y - 10, x + 10, y + 10]);
    }
    pen.font = `13px ${font}`;
    const name = (text, x, y) => {
      const half = pen.measureText(text).width / 2 + 2;
      const box = [x - half, y - 8, x + half, y + 8];
      if (!free(box)) return;
      taken.push(box);
      pen.strokeStyle = "rgba(255,255,255,.92)";
      pen.lineWidth = 4;
      pen.lineJoin = "round";
      pen.strokeText(text, x, y);
      pen.fillStyle = "#111";
      pen.fillText(text, x, y);
    };
    for (const [zone, x, y] of seen) name(zone.name, x, y + 19);
    for (const mark of data.marks) if (!mark.path && mark.name) name(mark.name, ...toScreen(mark.rings[0]).map((v, at) => v + 15 * at));
    ruler(high);
  }
  // North, and a round length of about 100 pixels.
  function ruler(high) {
    const metres = 100 * data.step / view.scale;
    const power = 10 ** Math.floor(Math.log10(metres));
    const length = [5, 2, 1].map((part) => part * power).find((part) => part <= metres);
    const pixels = length * view.scale / data.step;
    pen.strokeStyle = pen.fillStyle = "#111";
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(16, high - 20); pen.lineTo(16, high - 14); pen.lineTo(16 + pixels, high - 14); pen.lineTo(16 + pixels, high - 20);
    pen.stroke();
    pen.fillText(length >= 1000 ? `${length / 1000} km` : `${length} m`, 16 + pixels / 2, high - 26);
    pen.beginPath();
    pen.moveTo(22, 12); pen.lineTo(29, 36); pen.lineTo(22, 30); pen.lineTo(15, 36); pen.closePath();
    pen.fill();
    pen.fillText("N", 22, 46);
  }

  // ---- moving it ----
  function fit() {
    view.scale = Math.min(canvas.clientWidth / data.width, canvas.clientHeight / data.height);
    view.x = (canvas.clientWidth - data.width * view.scale) / 2;
    view.y = (canvas.clientHeight - data.height * view.scale) / 2;
    draw();
  }
  function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    const least = Math.min(canvas.clientWidth / data.width, canvas.clientHeight / data.height) * 0.7;
    const scale = Math.min(Math.max(view.scale * factor, least), 20 * data.step);
    view.x = x - (x - view.x) * scale / view.scale;
    view.y = y - (y - view.y) * scale / view.scale;
    view.scale = scale;
    draw();
  }
  function pan(dx, dy) { view.x += dx; view.y += dy; draw(); }

  const fingers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const others = [...fingers.values()].filter((each) => each.pointerId !== event.pointerId);
    if (others.length) {
      const [a, b] = [before, event].map((each) => Math.hypot(each.offsetX - others[0].offsetX, each.offsetY - others[0].offsetY));
      if (a > 0) zoom(b / a, (event.offsetX + others[0].offsetX) / 2, (event.offsetY + others[0].offsetY) / 2);
    } else pan(event.offsetX - before.offsetX, event.offsetY - before.offsetY);
    moved += Math.abs(event.offsetX - before.offsetX) + Math.abs(event.offsetY - before.offsetY);
    canvas.classList.toggle("moving", moved > 4);
    fingers.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => {
    if (fingers.delete(event.pointerId) && !fingers.size) {
      canvas.classList.remove("moving");
      if (name === "pointerup" && moved <= 4) pick(event.offsetX, event.offsetY);
    }
  });
  // The wheel zooms only once the map has been clicked: before, it scrolls the page.
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== canvas && !event.ctrlKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.offsetX, event.offsetY);
  }, { passive: false });
  const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in moves) pan(...moves[event.key]);
    else if (event.key === "+" || event.key === ";") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "0" || event.key === "Home") fit();
    else if (event.key === "Enter" || event.key === " ") pick(canvas.clientWidth / 2, canvas.clientHeight / 2);
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });
  for (const button of $$("[data-zoom]")) button.addEventListener("click", () =>
    ({ in: () => zoom(1.4), out: () => zoom(1 / 1.4), all: fit })[button.dataset.zoom]());

  // ---- choosing a zone ----
  function pick(x, y) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    const [gx, gy] = [(x - view.x) / view.scale, (y - view.y) / view.scale];
    const under = (each) => pen.isPointInPath(each.path, gx, gy, "evenodd");
    lot = data.parcels.find(under) || null;
    choose(data.zones.filter(under).sort((a, b) => a.reach - b.reach)[0] || null);
  }
  function choose(zone, { go = false } = {}) {
    if (go) lot = null;
    chosen = zone;
    $("#zone").value = zone ? zone.id : "";
    for (const row of $$("tr[data-zone]")) row.classList.toggle("chosen", Boolean(zone) && row.dataset.zone === zone.id);
    const panel = $("#panel");
    const sheet = zone && $$("#sheets article").find((each) => each.dataset.zone === zone.id);
    panel.replaceChildren();
    if (sheet) {
      const copy = sheet.cloneNode(true);
      for (const each of [copy, ...$$("[id]", copy)]) each.removeAttribute("id");
      copy.removeAttribute("aria-labelledby");
      panel.append(...copy.childNodes);
    } else if (zone) { // of a plan of very many zones
      panel.append(element("h4", `${zone.letter} ${zone.name}`));
      for (const code of ["ja", "en"]) {
        const line = element("p", zone.look < 0 ? data.none[code] : data.names[data.looks[zone.look].code][code]);
        line.lang = code;
        panel.append(line);
      }
    }
    if (lot) panel.append(parcel(lot));
    if (!panel.childNodes.length) panel.append(empty.cloneNode(true));
    if (go && zone) {
      $("#map").scrollIntoView();
      canvas.focus({ preventScroll: true });
      const near = Math.min(canvas.clientWidth, canvas.clientHeight) / 5 / Math.max(zone.reach, 1);
      view.scale = Math.min(Math.max(near, Math.min(canvas.clientWidth / data.width, canvas.clientHeight / data.height)), 20 * data.step);
      view.x = canvas.clientWidth / 2 - zone.at[0] * view.scale;
      view.y = canvas.clientHeight / 2 - zone.at[1] * view.scale;
    }
    draw();
  }
  // Class, 地番, kind of land and area of one parcel; pages for the public have none.
  function parcel([look, lotNumber, ja, en, area]) {
    const made = element("p", "", "lot");
    const texts = { ja, en };
    for (const code of ["ja", "en"]) {
      const kind = look < 0 ? data.none[code] : data.names[data.looks[look].code][code];
      const text = data.words.web_here[code].replace("{lot}", lotNumber || "—").replace("{kind}", texts[code])
        .replace("{area}", area.toLocaleString("en")).replace("{class}", kind);
      const part = element("span", text);
      part.lang = code;
      made.append(part);
    }
    return made;
  }
  $("#zone").addEventListener("change", (event) => choose(zones.get(event.target.value) || null, { go: false, ...(event.target.value && { go: true }) }));

  // ---- begin ----
  root.classList.add("scripted");
  $(".two").hidden = false;
  $(".langs").hidden = false;
  const empty = $("#panel").firstElementChild.cloneNode(true);
  const tables = $$("table[data-sortable]").map(sortable);
  for (const button of $$(".langs button")) button.addEventListener("click", () => speak(button.dataset.lang));
  new ResizeObserver(() => (view.scale === 1 ? fit() : draw())).observe(canvas);
  fit();
  speak("ja");
})();
