// What a person does with the simulator's page, done by a browser:
//     node tests/page/simulator.mjs KITH PAGE CHROMIUM [FIREFOX] [--pictures FOLDER]
// PAGE is made by `kith page` with small sizes. What is downloaded is run by KITH and compared to the byte.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { fetched, open, planned, put, ready, state, text, until, watched } from "./browser.mjs";

const args = process.argv.slice(2);
const at = args.indexOf("--pictures");
const pictures = at >= 0 ? args.splice(at, 2)[1] : null;
const [kith, file, chromium, firefox] = args;
const address = "file://" + resolve(file);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wrong = [];
const hold = (right, what) => { if (!right) { wrong.push(what); } };
const times = {};
const since = (began) => ((Date.now() - began) / 1000).toFixed(1) + " s";
const said = (line) => console.log(line);
const work = mkdtempSync(join(tmpdir(), "kith-page-"));
const shot = async (page, name, options = {}) => {
  if (pictures) { mkdirSync(pictures, { recursive: true }); await page.screenshot({ path: join(pictures, name + ".png"), ...options }); }
};

const accessible = async (page, when) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const it of found.violations) {
    const line = `axe, ${when}: ${it.impact} ${it.id}: ${it.help} (${it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")})`;
    if (["serious", "critical"].includes(it.impact)) { wrong.push(line); } else { said(line); }
  }
};

const downloaded = async (page, folder, selector, name) => {
  const found = await fetched(page, folder, selector, name);
  if (found === null) { wrong.push(name + " was not downloaded"); }
  return found ?? Buffer.alloc(0);
};

const start = (page, name) => page.click(`#starts input[value="${name}"]`);

// What is on the page after a run is what the command on the page gives with the files from the page.
const sameBits = async (page, folder, what) => {
  const command = (await text(page, "#command")).split(" ");
  hold(command[0] === "kith", "the command is " + command.join(" "));
  const area = await downloaded(page, folder, "#downloads [data-text=area]", "area.toml");
  const compare = command[1] === "compare";
  const mine = compare ? await downloaded(page, folder, "#downloads [data-text=mine]", "mine.toml") : null;
  hold(area.length > 0 && (!compare || mine.length > 0), what + ": a scenario is empty");
  const out = join(folder, "out");
  execFileSync(resolve(kith), [...command.slice(1), "--quiet", "--no-charts", "--force", "--output", out], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  const tables = compare
    ? [["weekly", "mine/weekly.csv"], ["summary", "mine/summary.csv"], ["differences_summary", "differences_summary.csv"], ["twins", "twins.csv"]]
    : [["weekly", "weekly.csv"], ["summary", "summary.csv"]];
  for (const [name, path] of tables) {
    const here = await downloaded(page, folder, `#downloads [data-table=${name}]`, name + ".csv");
    const there = readFileSync(join(out, path));
    hold(here.equals(there), `${what}: ${name}.csv of the page differs from that of ${command.join(" ")}`);
    if (name === "weekly") { said(`${what}: weekly.csv, ${here.length} bytes, sha256 ${createHash("sha256").update(here).digest("hex")}, the same from the command`); }
  }
};

const inChromium = async () => {
  const folder = join(work, "downloads");
  mkdirSync(folder);
  const { browser } = await open("chromium", chromium, folder);
  try {
    const page = await watched(browser, wrong);
    let began = Date.now();
    await page.goto(address);
    await ready(page);
    times["ready"] = since(began);
    hold(await state(page) === "Not run yet", "at first it says: " + await state(page));
    hold(await page.$eval("#off", (it) => it.hidden), "it says that the sliders are off");
    hold((await text(page, ".lock")).includes("may not reach any network"), "nothing is said of the network");
    await shot(page, "first");
    await accessible(page, "at first");

    // Every control is reached by the keyboard, in the order in which it is read.
    const order = [];
    await page.$eval("body", () => document.activeElement.blur());
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press("Tab");
      const id = await page.evaluate(() => {
        const it = document.activeElement;
        return it.id || (it.closest(".slider") ? "range-" + it.closest(".slider").dataset.lever : it.name || it.tagName);
      });
      if (id === "BODY") { break; }
      order.push(id);
    }
    for (const id of ["people", "today-posts", "box-posts", "range-posts", "box-intensive", "range-intensive", "run", "auto"]) {
      hold(order.includes(id), "the keyboard does not reach " + id);
    }
    hold(order.indexOf("people") < order.indexOf("box-posts") && order.indexOf("range-intensive") < order.indexOf("run"), "the order of the keyboard is " + order.join(" "));

    // A slider by the keyboard, then Run: curves.
    await page.click("#auto");
    await page.focus(".slider[data-lever=posts] input[type=range]");
    for (let step = 0; step < 30; step++) { await page.keyboard.press("ArrowRight"); }
    await planned(page);
    hold(await page.$eval("#box-posts", (it) => it.value) === "5.6", "the box does not follow the slider");
    hold((await text(page, "#text")).includes('set."link_workers.per_50k" = 5.6'), "the scenario does not follow the slider");
    began = Date.now();
    await page.click("#run");
    await page.waitForFunction(() => document.querySelectorAll("#pictures svg").length > 3);
    times["first curves"] = since(began);
    await until(page, "Finished");
    times["all runs"] = since(began);
    hold((await page.$$("#figures > div")).length === 7, "there are not seven figures");
    hold((await page.$$("#pictures figure")).length === 6, "there are not six pictures");
    hold((await page.$$("#pictures figure table tbody tr")).length > 15, "pictures have no tables");
    hold((await page.$$eval("#pictures svg", (all) => all.every((it) => it.getAttribute("aria-label").length > 30))), "a picture says nothing");
    await page.evaluate(() => document.querySelectorAll("#pictures details").forEach((it) => { it.open = true; }));
    await accessible(page, "after a run");
    await page.evaluate(() => document.querySelectorAll("#pictures details").forEach((it) => { it.open = false; }));
    await shot(page, "finished", { fullPage: true });
    await sameBits(page, folder, "posts");
    await downloaded(page, folder, '#pictures [data-picture=wait] .plain', "wait.svg");
    const svg = readFileSync(join(folder, "wait.svg"), "utf8");
    hold(svg.startsWith("<svg xmlns") && svg.includes("#FFFFFF"), "the picture is no SVG on paper");

    // Kept, and compared with two others; what moved since is told.
    await page.click("#keep");
    await start(page, "austerity");
    await put(page, "#box-grants", 80);
    await planned(page);
    hold(await state(page) === "Out of date", "after a move it says: " + await state(page));
    hold((await text(page, "#tag")).includes("another start"), "nothing is said of what moved: " + await text(page, "#tag"));
    await shot(page, "stale");
    await page.click("#run");
    await until(page, "Finished");
    await sameBits(page, folder, "austerity with grants at 80 %");
    await page.click("#keep");
    await start(page, "targets_and_creaming");
    await put(page, "#box-organisations", 3);
    await put(page, "#today-posts", 4);
    await put(page, "#today-deprivation", 1.3);
    await planned(page);
    await page.click("#run");
    await until(page, "Finished");
    await sameBits(page, folder, "targets where posts and organisations are others");
    await page.click("#keep");
    await page.waitForFunction(() => document.querySelectorAll("#tray tbody tr").length === 3, { timeout: 20000 })
      .catch(() => hold(false, "three runs are not kept"));
    hold((await page.$$("#tray tbody svg")).length === 3, "three runs are not drawn side by side");
    await page.waitForFunction(() => document.querySelectorAll("#together svg").length === 4 && document.querySelector("#together svg").getAttribute("aria-label").includes(", C "), { timeout: 20000 })
      .catch(() => hold(false, "three kept runs are not drawn over time"));
    const ends = await page.$eval("#together [data-picture=wait] svg", (it) => it.getAttribute("aria-label"));
    hold(/In year \d+: A [^,]+, B [^,]+, C /.test(ends), "the picture of kept runs says: " + ends);
    await page.evaluate(() => document.querySelectorAll("#together details").forEach((it) => { it.open = true; }));
    await accessible(page, "with kept runs");
    await page.evaluate(() => document.querySelectorAll("#together details").forEach((it) => { it.open = false; }));
    if (pictures) { await (await page.$("#compare")).screenshot({ path: join(pictures, "kept.png") }); }
    const link = await page.url();

    // The same by its address, on a new page; another model's address is refused in words.
    const again = await watched(browser, wrong);
    await again.goto(link);
    await ready(again);
    hold(await again.$eval("#box-organisations", (it) => it.value) === "3", "the address does not bring a slider back");
    hold(await again.$eval("#today-posts", (it) => it.value) === "4", "the address does not bring the area back");
    hold(await again.$eval("#today-deprivation", (it) => it.value) === "1.3", "the address does not bring deprivation back");
    hold((await again.$$("#tray tbody tr")).length === 3, "the address does not bring kept runs back");
    await again.click("#run");
    await until(again, "Finished");
    const figures = (on) => on.$eval("#figures", (it) => it.textContent);
    hold(await figures(page) === await figures(again), "the address gives other figures");
    await again.click('#tray button[aria-label="Load run A"]');
    await planned(again);
    hold(await again.$eval("#box-posts", (it) => it.value) === "5.6", "a kept run is not loaded");
    await again.click('#tray button[aria-label="Remove run A"]');
    hold((await again.$$("#tray tbody tr")).length === 2, "a kept run is not removed");
    await again.reload();
    await ready(again);
    hold((await again.$$("#tray tbody tr")).length === 2, "after loading again runs are kept that were removed");
    await again.close();
    const other = await watched(browser, wrong);
    await other.goto(address + "#model=0123456789abcdef&posts=9");
    await ready(other);
    hold((await text(other, "#problem")).includes("another model of Kith (0123456789abcdef)"), "a link of another model is not refused");
    hold(await other.$eval("#box-posts", (it) => it.value) !== "9", "a link of another model moves a slider");
    await other.close();

    // Cancel stops the workers and keeps what is done.
    await page.bringToFront();
    await put(page, "#runs", 60);
    await put(page, "#people", 3000);
    await planned(page);
    await page.click("#run");
    if (await page.$eval("#large", (it) => !it.hidden)) { await page.click("#anyway"); }
    await page.waitForFunction(() => /first [1-9]/.test(document.getElementById("state").textContent), { timeout: 120000 });
    await shot(page, "running");
    const workers = page.workers().length;
    await page.click("#cancel");
    await new Promise((done) => setTimeout(done, 500));
    const stopped = await state(page);
    hold(/^Stopped: \d+ of 60 runs/.test(stopped), "after Cancel it says: " + stopped);
    hold(page.workers().length === 1 && workers > 1, `after Cancel there are ${page.workers().length} of ${workers} workers`);
    await new Promise((done) => setTimeout(done, 800));
    hold(await state(page) === stopped, "after Cancel it goes on");

    // Too much for a page: asked first, and nothing is started.
    await put(page, "#runs", 52);
    await put(page, "#people", 120000);
    await put(page, "#weeks", 260);
    await planned(page);
    await page.click("#run");
    await page.waitForFunction(() => !document.getElementById("large").hidden, { timeout: 20000 }).catch(() => wrong.push("a list of 120,000 is begun without a word"));
    hold((await text(page, "#large-why")).includes("120,000 people and 52 runs"), await text(page, "#large-why"));
    hold(await page.evaluate(() => document.activeElement.id) === "anyway", "the question is not where the keyboard is");
    hold(page.workers().length === 1, "workers were started before the answer");
    said(await text(page, "#large-why"));
    await shot(page, "large");
    await page.click("#reset");
    await planned(page);

    // Impossible numbers stop Run, and say so.
    await put(page, "#people", 7);
    hold(await page.$eval("#run", (it) => it.disabled), "seven people can be run");
    await page.click("#reset");
    hold((await page.evaluate(() => window.refused.length)) === 0, "the page's own rules refused: " + await page.evaluate(() => window.refused.join("; ")));
    await page.close();

    // The rules hold: what would reach a network is refused.
    const tried = await watched(browser, []);
    await tried.goto(address);
    await ready(tried);
    const reached = await tried.evaluate(async () => {
      const found = [];
      await fetch("http://127.0.0.1:9/").then(() => found.push("fetch"), () => {});
      const image = new Image();
      image.src = "http://127.0.0.1:9/x.png";
      document.body.append(image);
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const element = document.createElement("p");
      element.setAttribute("onclick", "window.ran = true");
      document.body.append(element);
      element.click();
      await new Promise((done) => setTimeout(done, 300));
      return { found, ran: window.ran === true, refused: window.refused.length };
    });
    hold(reached.found.length === 0 && !reached.ran && reached.refused >= 4, "the rules of the page do not hold: " + JSON.stringify(reached));
    await tried.close();

    // Narrow, dark, printed, with less motion.
    for (const [name, options] of [["narrow", { width: 390, height: 844 }], ["dark", { dark: true }], ["middle", { width: 900 }]]) {
      const it = await watched(browser, wrong, options);
      await it.goto(link);
      await ready(it);
      await it.click("#run");
      await until(it, "Finished");
      hold(await it.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), name + ": it scrolls sideways");
      await accessible(it, name);
      await shot(it, name, { fullPage: true });
      if (name === "dark" && pictures) { await it.pdf({ path: join(pictures, "printed.pdf"), preferCSSPageSize: true }); }
      await it.close();
    }

    // Blocked: scripts, then WebAssembly alone.
    const off = await watched(browser, wrong, { script: false });
    await off.goto(address);
    hold((await off.$$("#before article")).length >= 3, "without scripts there is no report");
    hold(await off.$eval("#off", (it) => !it.hidden) && await off.$eval("#levers", (it) => it.disabled), "without scripts nothing says that sliders are off");
    await shot(off, "blocked", { fullPage: true });
    await off.close();
    const without = await watched(browser, wrong, { before: () => { delete window.WebAssembly; } });
    await without.goto(address);
    await without.waitForFunction(() => document.getElementById("why").textContent.includes("WebAssembly is blocked"));
    hold(await without.$eval("#run", (it) => it.disabled), "without WebAssembly Run is not off");
    await accessible(without, "without WebAssembly");
    await without.close();
  } finally { await browser.close(); }
};

const inFirefox = async () => {
  const { browser } = await open("firefox", firefox, null);
  try {
    const page = await watched(browser, wrong);
    await page.goto(address);
    await ready(page);
    await put(page, "#box-posts", 5.6);
    await planned(page);
    await page.click("#run");
    await until(page, "Finished");
    hold((await page.$$("#figures > div")).length === 7, "Firefox: there are not seven figures");
    said("Firefox: " + await text(page, "#headline"));
    await shot(page, "firefox");
  } finally { await browser.close(); }
};

try {
  await inChromium();
  if (firefox) { await inFirefox(); }
} catch (error) { wrong.push(error.stack || String(error)); }
rmSync(work, { recursive: true, force: true });
said(Object.entries(times).map(([name, time]) => `${name} ${time}`).join(", "));
if (wrong.length) { console.error(wrong.join("\n")); process.exit(1); }
said("the page holds");
