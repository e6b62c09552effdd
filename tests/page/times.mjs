// How long the simulator's page takes, beside the command that gives the same numbers:
//     node tests/page/times.mjs KITH PAGE CHROMIUM [FIREFOX]
// PAGE is made by `kith page --people 10000 --weeks 260 --replicates 8`. Prints a table in Markdown. A timing is
// no test: it says what one machine did, in one sitting.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fetched, open, planned, put, ready, text, until, watched } from "./browser.mjs";

const [kith, file, chromium, firefox] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "kith-times-"));
const seconds = async (what) => {
  const began = performance.now();
  await what();
  return (performance.now() - began) / 1000;
};

// A link worker more than today, so that two arms are run: times, and the command that gives the same. Chromium
// leaves the scenarios that it needs in the folder.
const inBrowser = async (which, binary) => {
  const wrong = [];
  const { browser } = await open(which, binary, work);
  try {
    const page = await watched(browser, wrong);
    const opened = await seconds(async () => { await page.goto("file://" + resolve(file)); await ready(page); });
    await put(page, "#box-posts", 5.6);
    await planned(page);
    const began = performance.now();
    await page.click("#run");
    await page.waitForFunction(() => document.querySelectorAll("#pictures svg").length > 3, { timeout: 600000 });
    const first = (performance.now() - began) / 1000;
    await until(page, "Finished", 1800000);
    const all = (performance.now() - began) / 1000;
    if (which === "chromium") {
      for (const name of ["area", "mine"]) {
        if (await fetched(page, work, `#downloads [data-text=${name}]`, name + ".toml") === null) { throw new Error(name + " was not downloaded"); }
      }
    }
    if (wrong.length > 0) { throw new Error(wrong.join("\n")); }
    return { times: [opened, first, all], command: (await text(page, "#command")).split(" ").slice(1) };
  } finally {
    await browser.close();
  }
};

const rows = [];
const { times, command } = await inBrowser("chromium", chromium);
rows.push(["Chromium", ...times]);
if (firefox) { rows.push(["Firefox", ...(await inBrowser("firefox", firefox)).times]); }
const native = (extra) => seconds(async () => execFileSync(resolve(kith), [...command, ...extra, "--quiet", "--no-charts", "--force", "--output", join(work, "out")], { cwd: work, stdio: "ignore" }));
for (const threads of [1, 2].filter((threads) => threads <= cpus().length)) {
  const held = ["--threads", String(threads)];
  rows.push([`\`kith\`, ${threads} ${threads > 1 ? "threads" : "thread"}`, null, await native([...held, "--replicates", "1"]), await native(held)]);
}
rmSync(work, { recursive: true });
const cell = (value) => (value === null ? "·" : value.toFixed(1));
console.log(`| ${cpus()[0].model}, ${cpus().length} processors | Open, s | First curves, s | All runs, s |\n|---|--:|--:|--:|`);
for (const [who, ...values] of rows) { console.log(`| ${who} | ${values.map(cell).join(" | ")} |`); }
