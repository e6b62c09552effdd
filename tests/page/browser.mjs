// A browser with one page of the simulator, watched: whatever it asks of a network, says as an error or
// refuses by its own rules is gathered.
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

export const open = async (which, binary, folder) => {
  const chromium = which === "chromium";
  const browser = await puppeteer.launch({
    browser: chromium ? "chrome" : "firefox",
    executablePath: binary,
    headless: true,
    args: chromium ? ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"] : [],
    protocolTimeout: 300000,
  });
  const context = browser.defaultBrowserContext();
  if (chromium && folder) {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, eventsEnabled: false });
  }
  return { browser, context };
};

// A page that is watched. `wrong` fills with what must not be.
export const watched = async (browser, wrong, { width = 1300, height = 900, dark = false, script = true, before = null } = {}) => {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  if (dark) { await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]); }
  if (!script) { await page.setJavaScriptEnabled(false); }
  page.on("request", (request) => {
    // Firefox names what is inside itself, such as a font of its own, by its content.
    if (!/^(file|blob|about|data):/.test(request.url())) { wrong.push("a request: " + request.url().slice(0, 200)); }
  });
  page.on("console", (message) => {
    if (["error", "assert"].includes(message.type())) { wrong.push("in the console: " + message.text()); }
  });
  page.on("pageerror", (error) => wrong.push("an error: " + error.message));
  page.on("dialog", async (dialog) => { wrong.push("a dialog: " + dialog.message()); await dialog.dismiss(); });
  page.on("popup", () => wrong.push("a window was opened"));
  await page.evaluateOnNewDocument(() => {
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective + " " + event.blockedURI));
  });
  if (before) { await page.evaluateOnNewDocument(before); }
  return page;
};

export const ready = (page) => page.waitForFunction(() => document.documentElement.dataset.ready === "run", { timeout: 120000 });
export const text = (page, selector) => page.$eval(selector, (it) => it.textContent);
export const state = (page) => text(page, "#state");
export const until = (page, wanted, timeout = 240000) =>
  page.waitForFunction((wanted) => document.getElementById("state").textContent.startsWith(wanted), { timeout }, wanted);

// Puts a number into a box as a person does.
export const put = async (page, selector, value) => {
  await page.focus(selector);
  await page.$eval(selector, (it) => it.select());
  await page.keyboard.type(String(value));
};
export const planned = async (page) => { await new Promise((done) => setTimeout(done, 250)); await page.waitForFunction(() => document.getElementById("text").textContent.length > 0); };

// What a click lets the browser leave in its folder; nothing where that does not come in ten seconds.
export const fetched = async (page, folder, selector, name) => {
  rmSync(join(folder, name), { force: true });
  await page.click(selector);
  for (let tries = 0; tries < 200; tries++) {
    if (existsSync(join(folder, name)) && !readdirSync(folder).some((one) => one.endsWith(".crdownload"))) { return readFileSync(join(folder, name)); }
    await new Promise((done) => setTimeout(done, 50));
  }
  return null;
};
