// Fifty scenarios that somebody wrote to be run as something else, and as many addresses:
//     node tests/page/hostile.mjs write FOLDER           writes the scenarios
//     node tests/page/hostile.mjs open PAGE CHROMIUM     opens the page made of them: nothing of them is run
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { open, planned, ready, state, text, until, watched } from "./browser.mjs";

const RUN = "window.hacked=1";
const TEXTS = [
  `<script>${RUN}</script>`, `</script><script>${RUN}</script>`, `</SCRIPT ><script>${RUN}</script >`, `<img src=x onerror=${RUN}>`,
  `<svg onload=${RUN}>`, `<svg><script>${RUN}</script></svg>`, `"><img src=x onerror=${RUN}>`, `'><img src=x onerror=${RUN}>`,
  `" autofocus onfocus="${RUN}`, `' onmouseover='${RUN}`, `<iframe src=javascript:${RUN}></iframe>`, `<iframe srcdoc="<script>parent.${RUN}</script>">`,
  `<a href=javascript:${RUN}>x</a>`, `javascript:${RUN}`, `data:text/html,<script>${RUN}</script>`, `<body onload=${RUN}>`,
  `<details open ontoggle=${RUN}>`, `<video><source onerror=${RUN}></video>`, `<math><mtext><script>${RUN}</script></mtext></math>`,
  `<template><script>${RUN}</script></template>`, `<style>@import "http://127.0.0.1:9/x.css"</style>`, `</style><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`, `</textarea><script>${RUN}</script>`, `<!--<script>${RUN}</script>-->`, `--><script>${RUN}</script>`,
  `<!--<script>`, `]]><script>${RUN}</script>`, `<![CDATA[<script>${RUN}</script>]]>`, `<?xml version="1.0"?><script>${RUN}</script>`,
  `<link rel=stylesheet href=http://127.0.0.1:9/x.css>`, `<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">`, `<base href=http://127.0.0.1:9/>`,
  `<img src=http://127.0.0.1:9/x.png>`, `<form action=http://127.0.0.1:9/><input type=submit></form>`, `<object data=http://127.0.0.1:9/x></object>`,
  `{{ 7 * 7 }}`, `{% raw %}<script>${RUN}</script>`, `\${${RUN}}`, `\`;${RUN};\``, `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`, `&#60;script&#62;${RUN}&#60;/script&#62;`, `%3Cscript%3E${RUN}%3C/script%3E`, `+ADw-script+AD4-${RUN}+ADw-/script+AD4-`,
  `\uff1cscript\uff1e${RUN}\uff1c/script\uff1e`, `__proto__`, `constructor`, `=HYPERLINK("http://127.0.0.1:9/","x")`, `";${RUN};//`,
];

const [what, where, chromium] = process.argv.slice(2);
const name = (at) => "hostile_" + String(at).padStart(2, "0");

if (what === "write") {
  mkdirSync(where, { recursive: true });
  TEXTS.forEach((it, at) => writeFileSync(join(where, name(at) + ".toml"),
    `title = ${JSON.stringify(it)}\nextends = "baseline"\nbecause = ${JSON.stringify("Because: " + it)}\n# ${it}\n[set]\n"link_workers.per_50k" = ${(3 + at / 10).toFixed(1)}\n`));
} else {
  const wrong = [];
  const hold = (right, what) => { if (!right) { wrong.push(what); } };
  const address = "file://" + resolve(where);
  const { browser } = await open("chromium", chromium, null);
  const unharmed = async (page, when) => {
    const found = await page.evaluate(() => ({ hacked: window.hacked === 1 || Object.prototype.hacked !== undefined, refused: window.refused }));
    hold(!found.hacked, when + ": something was run");
    hold(found.refused.length === 0, when + ": the page's rules had to refuse " + found.refused.join("; "));
  };
  try {
    const page = await watched(browser, wrong);
    await page.goto(address);
    await ready(page);
    const titles = await page.$$eval("#starts label", (all) => all.slice(1).map((it) => it.textContent));
    hold(TEXTS.length === 50 && titles.length === 50, "there are not fifty");
    TEXTS.forEach((it, at) => hold(titles[at] === it, "a title is not shown as it is: " + it));
    await unharmed(page, "opened");
    await page.click("#auto");
    for (let at = 0; at < TEXTS.length; at++) {
      await page.click(`#starts input[value="${name(at)}"]`);
      await planned(page);
      if (at % 10 === 0) {
        await page.click("#run");
        await until(page, "Finished");
        hold((await text(page, "#headline")).startsWith(TEXTS[at]), "a headline does not begin with its title: " + TEXTS[at]);
        if (at < 40) { await page.click("#keep"); }
      }
      hold(await page.$eval("#problem", (it) => it.hidden), TEXTS[at] + ": " + await text(page, "#problem"));
    }
    await unharmed(page, "run");
    await page.reload();
    await ready(page);
    await unharmed(page, "opened again from its address");
    // Addresses: as a start, as a name and as a value of a control, as a kept run, and as the whole.
    const [, model] = /#model=([0-9a-f]+)/.exec(page.url());
    for (const it of TEXTS) {
      const part = encodeURIComponent(it);
      for (const hash of [`model=${model}&start=${part}`, `model=${model}&${part}=1`, `model=${model}&posts=${part}`, `model=${model}&keep=${part}`, `model=${part}`, it]) {
        await page.evaluate((hash) => { location.hash = hash; }, hash);
        await new Promise((done) => setTimeout(done, 5));
      }
    }
    await new Promise((done) => setTimeout(done, 500));
    await unharmed(page, "by addresses");
    hold(await state(page) !== "", "the page is gone");
    await page.click("#reset");
    await page.click("#run");
    await until(page, "Finished");
    await page.close();
  } catch (error) { wrong.push(error.stack || String(error)); }
  await browser.close();
  if (wrong.length) { console.error(wrong.join("\n")); process.exit(1); }
  console.log("fifty hostile scenarios and three hundred addresses: nothing was run, asked for or complained of");
}
