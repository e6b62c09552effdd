// Moves controls and puts texts in their places. What is read, run, drawn and said comes from the module.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const every = (selector, inside) => [...(inside || document).querySelectorAll(selector)];
  const make = (name, text, attributes) => {
    const it = document.createElement(name);
    if (text !== undefined && text !== null) { it.textContent = text; }
    Object.entries(attributes || {}).forEach(([key, value]) => it.setAttribute(key, value));
    return it;
  };
  const data = JSON.parse($("data").textContent);
  const levers = new Map(data.levers.map((lever) => [lever.id, lever]));
  const SIZES = ["people", "weeks", "runs", "seed"];
  const LETTERS = ["A", "B", "C", "D"];

  // What a run takes beyond which the page asks first: see docs/page.md.
  const LONG = 180, HEAVY = 1.5e9, AT_ONCE = 30;

  const copy = (value) => JSON.parse(JSON.stringify(value));
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  let wish = copy(data.wish);
  let plan = null;            // what the wish comes to: texts, command, places of levers
  let planned = null;         // the wish that it is of
  let shown = null;           // { wish, runs, whole, view } that is on the page
  let running = null;         // the run at hand
  let kept = [];
  let desk = null, helpers = [], module = null;
  let pace = null;            // seconds for a person-week on one worker, and how it was found
  let refusal = "";           // why an address was not taken, until something is moved
  let bulk = 0;               // bytes that the largest worker has taken so far

  // ---- workers --------------------------------------------------------------------------------

  const source = URL.createObjectURL(new Blob([$("worker").textContent], { type: "text/javascript" }));

  class Helper {
    constructor() {
      this.worker = new Worker(source);
      this.asked = new Map();
      this.next = 0;
      this.worker.onmessage = (message) => {
        const answer = message.data;
        const waiting = this.asked.get(answer.number);
        this.asked.delete(answer.number);
        if (!waiting) { return; }
        if (answer.memory) { bulk = Math.max(bulk, answer.memory); }
        if (answer.fault) { waiting.fail(new Fault(answer.fault)); }
        else if (answer.head.error) { waiting.fail(new Error(answer.head.error)); }
        else { waiting.done(answer); }
      };
      this.worker.onerror = (event) => {
        event.preventDefault();
        this.fail(new Fault(event.message || "a worker could not be started"));
      };
      this.ready = this.ask({ ask: "given", texts: data.texts }, null, module);
    }
    ask(head, bytes, first) {
      const number = this.next++;
      return new Promise((done, fail) => {
        this.asked.set(number, { done, fail });
        this.worker.postMessage({ number, head, bytes, module: first }, bytes ? [bytes] : []);
      });
    }
    fail(error) {
      this.asked.forEach((waiting) => waiting.fail(error));
      this.asked.clear();
    }
    stop() { this.worker.terminate(); this.fail(new Error("stopped")); }
  }

  // What the module or a worker did wrong, not whoever moves the controls.
  class Fault extends Error {}

  const decoded = async (text) => {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  };

  // One less than there are processors, so that the rest of the machine goes on; no more than there are runs.
  const wanted = (runs) => Math.max(1, Math.min(8, (navigator.hardwareConcurrency || 2) - 1, runs));

  // ---- controls -------------------------------------------------------------------------------

  const place = (id) => wish.moved[id] ?? (plan ? plan.start[id] : levers.get(id).low);

  const showControls = () => {
    every("#starts input").forEach((input) => { input.checked = input.value === wish.start; });
    SIZES.forEach((id) => { if (document.activeElement !== $(id)) { $(id).value = wish[id]; } });
    every("[data-today]").forEach((input) => {
      const id = input.dataset.today;
      if (document.activeElement !== input) { input.value = wish.today[id] ?? (plan ? plan.today[id] : ""); }
    });
    every(".slider").forEach((slider) => {
      const lever = levers.get(slider.dataset.lever);
      const [box, range] = [slider.querySelector("[type=number]"), slider.querySelector("[type=range]")];
      const at = place(lever.id), was = plan ? plan.today[lever.id] : at;
      [box, range].forEach((it) => { it.min = Math.min(lever.low, at, was); it.max = Math.max(lever.high, at, was); });
      if (document.activeElement !== box) { box.value = at; }
      range.value = at;
      range.setAttribute("aria-valuetext", at + " " + lever.unit);
      const share = (value) => (Math.min(lever.high, Math.max(lever.low, value)) - lever.low) / (lever.high - lever.low);
      slider.querySelector(".track").style.setProperty("--p", share(at));
      slider.querySelector(".track").style.setProperty("--q", share(was));
      slider.classList.toggle("moved", plan !== null && at !== was);
      $("was-" + lever.id).textContent = plan ? "today " + was : "";
    });
  };

  const number = (input) => (input.value !== "" && input.validity.valid ? Number(input.value) : null);

  const onInput = (event) => {
    const input = event.target;
    if (input.id === "auto") { showState(); return; }
    refusal = "";
    if (input.name === "start") {
      wish.start = input.value;
      wish.moved = {};
    } else {
      const value = number(input);
      if (value === null) { showState(); return; }
      const slider = input.closest(".slider");
      if (slider) {
        const id = slider.dataset.lever;
        if (plan && value === plan.start[id]) { delete wish.moved[id]; } else { wish.moved[id] = value; }
      } else if (input.dataset.today) {
        const id = input.dataset.today;
        if (value === data.baseline[id]) { delete wish.today[id]; } else { wish.today[id] = value; }
      } else if (SIZES.includes(input.id)) {
        wish[input.id] = value;
      } else { return; }
    }
    changed();
  };

  let soon = 0, once = 0;
  const changed = () => {
    showControls();
    showState();
    clearTimeout(soon);
    clearTimeout(once);
    soon = setTimeout(replan, 60);
  };

  const replan = async () => {
    const asked = copy(wish);
    try {
      const answer = (await desk.ask({ ask: "plan", wish: asked })).head;
      if (!same(asked, wish)) { return; }
      plan = answer;
      planned = asked;
      if (refusal) { problem(refusal); }
      else { problem(plan.warnings.length ? "To be looked at: " + plan.warnings.join("; ") : "", "note"); }
    } catch (error) {
      if (!same(asked, wish)) { return; }
      planned = null;
      problem(error instanceof Fault ? "This is a fault of Kith: " + error.message : error.message);
    }
    address();
    showControls();
    showState();
    const latest = running || shown;
    const moved = latest !== null && !same(latest.wish, wish);
    if (planned && moved && $("auto").checked && estimate().seconds <= AT_ONCE && !estimate().large) {
      clearTimeout(once);
      once = setTimeout(() => run(false), 400);
    }
  };

  const problem = (text, kind) => {
    $("problem").hidden = text === "";
    $("problem").className = kind || "note wrong";
    $("problem").textContent = text;
  };

  // ---- what a run takes -----------------------------------------------------------------------

  const estimate = () => {
    const weeks = plan ? plan.person_weeks : 2 * wish.people * (wish.weeks + 52);
    const workers = wanted(wish.runs);
    const seconds = pace === null ? null : pace * weeks * Math.ceil(wish.runs / workers);
    const bytes = data.bytes.module * (workers + 1) + workers * data.bytes.person * wish.people * (plan && plan.texts.length > 1 ? 2 : 1)
      + wish.runs * wish.weeks * data.bytes.week;
    return { seconds, bytes, workers, large: (seconds || 0) > LONG || bytes > HEAVY };
  };

  const spoken = (seconds) => {
    if (seconds === null) { return "a while"; }
    if (seconds < 90) { return Math.max(1, Math.round(seconds)) + " second" + (Math.round(seconds) <= 1 ? "" : "s"); }
    return Math.round(seconds / 60) + " minutes";
  };
  const gigabytes = (bytes) => (bytes < 1e9 ? Math.ceil(bytes / 1e7) * 10 + " MB" : (bytes / 1e9).toFixed(1) + " GB");
  const runsSaid = (count) => count + (count === 1 ? " run" : " runs");

  // ---- running --------------------------------------------------------------------------------

  const run = async (anyway) => {
    clearTimeout(once);
    if (!planned || !same(planned, wish)) { await replan(); }
    if (!planned) { return; }
    const { seconds, bytes, large } = estimate();
    $("large").hidden = !large || anyway;
    if (large && !anyway) {
      const fits = Math.max(1, Math.floor(wish.runs * Math.min(seconds ? LONG / seconds : 1, 1)));
      const fewer = fits < wish.runs && bytes <= HEAVY ? " With " + runsSaid(fits) + " it would take about three minutes." : "";
      $("large-why").textContent = "This is large for a page. " + wish.people.toLocaleString("en-GB") + " people and "
        + runsSaid(wish.runs) + " take about " + spoken(seconds) + " and " + gigabytes(bytes) + " of memory here." + fewer
        + " Or take the scenario below and run it with the program: " + plan.command;
      showState();
      $("anyway").focus();
      return;
    }
    cancel();
    const mine = { wish: copy(wish), plan, done: 0, began: performance.now(), left: Array.from({ length: wish.runs }, (_, at) => at), drawing: false };
    running = mine;
    showState();
    try {
      await desk.ask({ ask: "begin", wish: mine.wish });
      const count = wanted(mine.wish.runs);
      while (helpers.length < count) { helpers.push(new Helper()); }
      await Promise.all(helpers.slice(0, count).map((helper) => work(helper, mine)));
      if (running !== mine) { return; }
      await draw(mine, true);
      if (running !== mine) { return; }
      pace = (performance.now() - mine.began) / 1000 / mine.plan.person_weeks / Math.ceil(mine.wish.runs / count);
      running = null;
    } catch (error) {
      if (running !== mine) { return; }
      cancel();
      problem(error instanceof Fault
        ? "A run stopped: " + error.message + ". If this computer ran out of memory, fewer people or fewer runs may fit; else it is a fault of Kith."
        : error.message);
    }
    showState();
  };

  const work = async (helper, mine) => {
    await helper.ready;
    while (mine.left.length && running === mine) {
      const at = mine.left.shift();
      const answer = await helper.ask({ ask: "cell", wish: mine.wish, run: at });
      if (running !== mine) { return; }
      pace = pace === null || mine.done === 0 ? answer.seconds / mine.plan.person_weeks : pace;
      await desk.ask({ ask: "take", run: at }, answer.bytes);
      if (running !== mine) { return; }
      mine.done += 1;
      showState();
      draw(mine, false).catch(() => { /* The last drawing says what is wrong. */ });
    }
  };

  // Draws what is there, one drawing at a time: what comes meanwhile is in the next.
  const draw = async (mine, whole) => {
    if (mine.drawing && !whole) { return; }
    mine.drawing = true;
    try {
      const view = (await desk.ask({ ask: "view" })).head;
      if (running !== mine) { return; }
      shown = { wish: mine.wish, plan: mine.plan, runs: view.runs, whole: view.runs === mine.wish.runs, view };
      render();
      showState();
    } finally { mine.drawing = false; }
  };

  // Stops the workers themselves: nothing goes on unseen. What is done stays.
  const cancel = () => {
    if (!running) { return; }
    running = null;
    helpers.forEach((helper) => helper.stop());
    helpers = [];
    showState();
  };

  // ---- showing --------------------------------------------------------------------------------

  const moves = () => {
    if (!shown) { return ""; }
    const before = shown.wish, said = [];
    if (before.start !== wish.start) {
      said.push("another start");
      levers.forEach((lever, id) => { if (wish.moved[id] !== undefined) { said.push(lever.label); } });
    }
    const each = (id, from, to, label, unit) => { if (from !== to) { said.push(label + " (" + from + " to " + to + " " + unit + ")"); } };
    levers.forEach((lever, id) => {
      if (before.start === wish.start) { each(id, before.moved[id] ?? shown.plan.start[id], place(id), lever.label, lever.unit); }
      each(id, before.today[id] ?? data.baseline[id], wish.today[id] ?? data.baseline[id], lever.label + " today", lever.unit);
    });
    SIZES.forEach((id) => each(id, before[id], wish[id], id, ""));
    return said.join(", ");
  };

  const showState = () => {
    const stale = shown !== null && !same(shown.wish, wish);
    const bad = every("#starts input, #area input, #levers input").some((input) => !input.validity.valid);
    const pill = $("state");
    const set = (kind, text) => { pill.className = "pill " + kind; if (pill.textContent !== text) { pill.textContent = text; } };
    if (running) { set("running", "Running: " + (running.done ? "first " + running.done + " of " : "") + runsSaid(running.wish.runs)); }
    else if (!shown) { set("", "Not run yet"); }
    else if (stale) { set("stale", "Out of date"); }
    else if (shown.whole) { set("done", "Finished: " + runsSaid(shown.runs)); }
    else { set("stale", "Stopped: " + shown.runs + " of " + runsSaid(shown.wish.runs)); }
    $("live").classList.toggle("old", stale);
    $("tag").hidden = !stale;
    if (stale) {
      $("tag").textContent = "These figures and pictures are from before you moved: " + moves() + ". "
        + (running ? "New ones come with the first run that is done." : "Press Run.");
    }
    $("progress").hidden = !running;
    if (running) { $("progress").max = running.wish.runs; $("progress").value = running.done; }
    const { seconds } = estimate();
    const left = running && pace !== null ? pace * running.plan.person_weeks * Math.ceil((running.wish.runs - running.done) / wanted(running.wish.runs)) : null;
    $("cost").textContent = bad ? "A number is missing or outside what is possible."
      : running ? runsSaid(running.done) + " of " + running.wish.runs + " done" + (left === null ? "" : ", about " + spoken(left) + " left")
      : runsSaid(wish.runs) + " of " + wish.people.toLocaleString("en-GB") + " people take about " + spoken(seconds) + " here.";
    $("run").disabled = bad || desk === null;
    $("run").textContent = running ? "Run again" : "Run";
    $("cancel").disabled = !running;
    const ready = shown !== null && !running && !stale;
    $("keep").disabled = !ready || kept.length >= LETTERS.length || !shown.view.compared;
    $("places").textContent = kept.length >= LETTERS.length ? "All four places are taken: remove one first." : kept.length + " of 4 kept.";
    every("#downloads [data-table]").forEach((button) => {
      const pairs = ["differences_summary", "twins"].includes(button.dataset.table);
      button.disabled = !ready || (pairs && !shown.view.compared);
    });
    every("#downloads [data-text]").forEach((button) => {
      button.disabled = !planned || !plan.texts.some(([name]) => name === button.dataset.text);
    });
    $("command").textContent = planned ? plan.command : "";
    $("text").textContent = planned ? plan.texts.map(([name, text]) => "# " + name + ".toml\n" + text).join("\n") : "";
  };

  const drawing = (svg) => document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);

  const table = (picture) => {
    const it = make("table"), head = make("thead"), row = make("tr"), body = make("tbody");
    it.append(make("caption", picture.title, { class: "unseen" }));
    picture.head.forEach((cell) => row.append(make("th", cell, { scope: "col" })));
    head.append(row);
    picture.rows.forEach((cells) => {
      const line = make("tr");
      cells.forEach((cell, at) => line.append(at === 0 ? make("th", cell, { scope: "row" }) : make("td", cell)));
      body.append(line);
    });
    it.append(head, body);
    return it;
  };

  const MARKS = { better: ["\u2713 ", "better: "], worse: ["\u2717 ", "worse: "], unclear: ["? ", ""], unknown: ["", ""] };

  const render = () => {
    const { view } = shown;
    $("live").hidden = false;
    every("#first").forEach((it) => it.remove());
    $("headline").textContent = view.headline;
    $("sub").textContent = !view.compared ? "The area as it is, in the last year of the run. Move something to see what would change."
      : "Differences in a year for this list, in the last year of the run; wellbeing and money over the whole run. "
        + (view.runs > 1 ? "95 % intervals of the mean over " + runsSaid(view.runs) + ": luck alone. " : "One run has no interval. ")
        + "They leave out what nobody knows of the numbers put in.";
    $("figures").replaceChildren(...view.figures.map((figure) => {
      const box = make("div"), dd = make("dd"), said = make("b", null, { class: figure.worth });
      const [glyph, word] = MARKS[figure.worth] || ["", ""];
      said.append(make("span", glyph, { "aria-hidden": "true" }), make("span", word, { class: "unseen" }), figure.said);
      dd.append(said, make("span", figure.interval, { class: "beside" }), make("span", figure.beside, { class: "beside" }));
      box.append(make("dt", figure.label), dd);
      box.dataset.figure = figure.id;
      return box;
    }));
    showPictures("pictures", view.pictures, "");
    $("sentences").replaceChildren(...view.figures.map((figure) => make("li", figure.sentence)));
  };

  // Pictures with their tables in a place of the page; tables that were open stay so.
  const showPictures = (place, pictures, prefix) => {
    const open = new Set([...$(place).querySelectorAll("figure details[open]")].map((it) => it.closest("figure").dataset.picture));
    $(place).replaceChildren(...pictures.map((picture) => {
      const it = make("figure", null, { "data-picture": picture.id });
      const tools = make("div", null, { class: "tools" }), details = make("details"), wide = make("div", null, { class: "wide" });
      wide.append(table(picture));
      details.append(make("summary", "Numbers behind this picture"), wide);
      details.open = open.has(picture.id);
      const save = make("button", "Picture, .svg", { type: "button", class: "plain", "aria-label": "Picture, .svg: " + picture.title });
      save.onclick = () => download(prefix + picture.id + ".svg", "image/svg+xml", framed(picture.svg));
      tools.append(details, save);
      it.append(make("figcaption", picture.title), make("p", picture.how, { class: "how" }), drawing(picture.svg), tools);
      return it;
    }));
  };

  // A picture for a file: on white paper.
  const framed = (svg) => svg.replace(/>/, "><rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>");

  // ---- keeping and comparing ------------------------------------------------------------------

  const keepRun = () => {
    kept.push({ wish: copy(shown.wish), title: shown.view.title, figures: shown.view.figures, curves: shown.view.curves, runs: shown.runs });
    address();
    showKept();
    showState();
  };

  const COLUMNS = [["wellbeing", "WELLBYs a year"], ["requests", "GP appointments asked for, a year"], ["wait", "Wait"],
    ["helped", "People seen a year"], ["spending", "Spending a year"], ["price", "Pounds for a WELLBY"]];

  const showKept = async () => {
    $("tray").hidden = kept.length === 0;
    const done = kept.filter((it) => it.figures);
    const numbers = done.map((it) => (it.figures.find((figure) => figure.id === "wellbeing") || {}).numbers || null);
    const rows = numbers.filter((row) => row !== null);
    const svgs = rows.length ? (await desk.ask({ ask: "side_by_side", rows })).head.svgs : [];
    const head = make("tr");
    ["Run", "Wellbeing against the area as it is", ...COLUMNS.map(([, name]) => name)].forEach((name) => head.append(make("th", name, { scope: "col" })));
    const last = make("th", null, { scope: "col" });
    last.append(make("span", "Load or remove", { class: "unseen" }));
    head.append(last);
    $("tray").tHead.replaceChildren(head);
    let next = 0;
    $("tray").tBodies[0].replaceChildren(...kept.map((it, at) => {
      const row = make("tr"), name = make("th", null, { scope: "row" }), picture = make("td", null, { class: "wideish" });
      const size = it.wish.people.toLocaleString("en-GB") + " people, " + it.wish.weeks + " weeks, " + runsSaid(it.wish.runs);
      name.append(make("span", LETTERS[at], { class: "letter" }), it.title || "From the address", make("span", size, { class: "beside" }));
      row.append(name, picture);
      if (it.figures) {
        if (numbers[done.indexOf(it)]) { picture.append(drawing(svgs[next++])); }
        COLUMNS.forEach(([id, label]) => {
          const cell = make("td", null, { "data-name": label }), figure = it.figures.find((one) => one.id === id);
          cell.append(make("b", (MARKS[figure.worth] || [""])[0] + figure.said, { class: figure.worth }), make("span", figure.interval, { class: "beside" }));
          row.append(cell);
        });
      } else {
        picture.append(make("span", "Not run since the page was opened: load it and press Run.", { class: "soft" }));
        COLUMNS.forEach(([, label]) => row.append(make("td", "\u2013", { "data-name": label })));
      }
      const buttons = make("td", null, { class: "wideish" });
      const load = make("button", "Load", { type: "button", class: "small", "aria-label": "Load run " + LETTERS[at] });
      load.onclick = () => { refusal = ""; wish = copy(it.wish); changed(); };
      const drop = make("button", "Remove", { type: "button", class: "small", "aria-label": "Remove run " + LETTERS[at] });
      drop.onclick = () => { kept.splice(at, 1); address(); showKept(); showState(); $("keep").focus(); };
      buttons.append(load, " ", drop);
      row.append(buttons);
      return row;
    }));
    showTogether();
  };

  // Kept runs over time, from two on. Only the last call has a say: runs come and go while pictures are drawn.
  let turn = 0;
  const showTogether = async () => {
    turn += 1;
    const mine = turn;
    const runs = kept.map((it, at) => ({ letter: LETTERS[at], curves: it.curves || [] })).filter((it) => it.curves.length);
    const pictures = runs.length > 1 ? (await desk.ask({ ask: "together", runs })).head.pictures : [];
    if (mine !== turn) { return; }
    $("together").hidden = pictures.length === 0;
    showPictures("together", pictures, "kept_");
  };

  // ---- the address ----------------------------------------------------------------------------

  const written = (it) => {
    const pairs = new URLSearchParams();
    if (it.start !== data.wish.start) { pairs.set("start", it.start); }
    SIZES.forEach((id) => { if (it[id] !== data.wish[id]) { pairs.set(id, it[id]); } });
    levers.forEach((_, id) => {
      if (it.today[id] !== undefined) { pairs.set("today." + id, it.today[id]); }
      if (it.moved[id] !== undefined) { pairs.set(id, it.moved[id]); }
    });
    return pairs;
  };

  let last = "";
  const address = () => {
    if (refusal) { return; }
    const pairs = written(wish);
    kept.forEach((it) => pairs.append("keep", written(it.wish).toString()));
    last = "#model=" + data.model + (pairs.size || [...pairs].length ? "&" + pairs : "");
    try { history.replaceState(null, "", last); } catch { location.replace(last); }
  };

  // Reads a wish; says what cannot be read.
  const read = (pairs, wrong) => {
    const it = copy(data.wish);
    for (const [key, value] of pairs) {
      if (key === "model" || key === "keep") { continue; }
      const figure = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
      const id = key.replace(/^today\./, "");
      if (key === "start") {
        if (data.starts.includes(value)) { it.start = value; } else { wrong.push("there is no start \u201c" + value + "\u201d on this page"); }
      } else if (figure === null) { wrong.push(key + " is no number: \u201c" + value + "\u201d"); }
      else if (SIZES.includes(key)) { it[key] = figure; }
      else if (levers.has(id)) { (key === id ? it.moved : it.today)[id] = figure; }
      else { wrong.push("there is no control \u201c" + key + "\u201d"); }
    }
    return it;
  };

  const fromAddress = () => {
    if (location.hash.length < 2 || location.hash === last || /^#(results|limits)$/.test(location.hash)) { return; }
    const pairs = new URLSearchParams(location.hash.slice(1)), wrong = [];
    const model = pairs.get("model");
    if (model !== data.model) {
      refusal = "This link was made with " + (model ? "another model of Kith (" + model.slice(0, 40) + ")" : "no word of its model")
        + "; this page holds model " + data.model + ". Its numbers would not be those of the link, so the link is not opened. "
        + "Ask for the page that it was made with.";
      return;
    }
    const asked = read(pairs, wrong);
    const keeps = pairs.getAll("keep").slice(0, LETTERS.length).map((text) => ({ wish: read(new URLSearchParams(text), wrong) }));
    if (wrong.length) {
      refusal = "This link cannot be read, and nothing of it was taken: " + wrong.slice(0, 5).join("; ") + ".";
      return;
    }
    refusal = "";
    wish = asked;
    kept = keeps;
    showKept();
  };

  // ---- taking away ----------------------------------------------------------------------------

  const download = (name, type, content) => {
    const link = make("a", null, { download: name, href: URL.createObjectURL(new Blob([content], { type })) });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const copied = async (text, what) => {
    let done = true;
    try { await navigator.clipboard.writeText(text); } catch { done = false; }
    $("copied").textContent = done ? what + " is copied." : "This browser does not let the page copy: select it by hand.";
  };

  const onTake = async (event) => {
    const { table: name, text } = event.target.dataset;
    try {
      if (name) { download(name + ".csv", "text/csv", (await desk.ask({ ask: "table", name })).bytes); }
      if (text) { download(text + ".toml", "application/toml", plan.texts.find(([one]) => one === text)[1]); }
    } catch (error) { problem(error.message); }
  };

  // ---- beginning ------------------------------------------------------------------------------

  const off = (why) => {
    $("off").hidden = false;
    $("why").textContent = why;
    $("state").textContent = "Made before";
  };

  // Until something was run here: today, as the report made before has it.
  const today = () => {
    const made = document.querySelector("#before article"), first = make("section", null, { id: "first", "aria-label": "Today, made before" });
    first.append(make("h2", made.querySelector(".said").textContent, { class: "headline" }),
      make("p", "Made before: " + document.querySelector("#before > .how").textContent.split(".")[0] + ". Move something, or press Run.", { class: "how" }),
      made.querySelector(".pictures").cloneNode(true));
    $("live").before(first);
    $("made").open = false;
  };

  const begin = async () => {
    if (typeof WebAssembly === "undefined") { off("WebAssembly is blocked in this browser, so nothing can be run."); return; }
    if (typeof DecompressionStream === "undefined") { off("This browser is too old to unpack the simulator."); return; }
    try {
      module = await WebAssembly.compile(await decoded($("module").textContent.trim()));
      desk = new Helper();
      const told = (await desk.ready).head;
      if (told.model !== data.model) { throw new Error("the module inside is of another model"); }
    } catch (error) {
      desk = null;
      off("The simulator cannot be started in this browser: " + error.message + ".");
      return;
    }
    $("module").remove();
    $("off").hidden = true;
    ["compare", "take"].forEach((id) => { $(id).hidden = false; });
    every("fieldset, #reset, #auto").forEach((it) => { it.disabled = false; });
    today();
    fromAddress();
    await replan();
    document.documentElement.dataset.ready = "plan";
    const first = new Helper();
    helpers.push(first);
    try {
      await first.ready;
      await first.ask({ ask: "warm_up" });
      const again = await first.ask({ ask: "warm_up" });
      if (pace === null) { pace = again.seconds / data.warm_up_person_weeks; }
    } catch { /* Stopped before it was warm, or out of memory: the first run will say so. */ }
    showState();
    document.documentElement.dataset.ready = "run";
  };

  every("#starts, #area, #levers").forEach((it) => it.addEventListener("input", onInput));
  $("auto").addEventListener("input", onInput);
  $("run").onclick = () => run(false);
  $("anyway").onclick = () => run(true);
  $("cancel").onclick = cancel;
  $("reset").onclick = () => { refusal = ""; wish = copy(data.wish); changed(); };
  $("keep").onclick = keepRun;
  $("downloads").onclick = onTake;
  $("link").onclick = () => { address(); copied(location.href, "The link"); };
  $("print").onclick = () => window.print();
  $("copy").onclick = () => copied(plan.command, "The command");
  window.addEventListener("hashchange", () => { if (desk && location.hash !== last) { fromAddress(); changed(); } });
  begin();
})();
