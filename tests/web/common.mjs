// What journeys have in common: Debian's Chromium, a person whose keys and
// clicks are counted, and a judge of every page, with script or without: axe-core,
// what a screen reader says (names/), and no overflow at 320 px, which is also a
// window of 1280 by 1024 at 400%. Spoken to by journeys.py: what a journey cannot
// do itself (kill a process) it asks for by a line on standard output, and waits
// for the answer.

import {existsSync, readFileSync, mkdirSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {createInterface} from "node:readline";
import assert from "node:assert/strict";

const require = createRequire(`${process.env.NPM_FOLDER}/package.json`);
const {chromium} = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
mkdirSync(shots, {recursive: true});

const answers = createInterface({input: process.stdin})[Symbol.asyncIterator]();
export const ask = async (what) => {
  console.log(`ASK ${what}`);
  return (await answers.next()).value;
};
export const say = (text) => console.log(`SAY ${text}`);

// Presses, clicks and the time of each save, as a person would count them.
class Person {
  constructor(page) { this.page = page; this.keys = 0; this.clicks = 0; this.saves = []; }
  async press(...keys) {
    for (const key of keys) { this.keys++; await this.page.keyboard.press(key); }
  }
  async click(selector) {
    this.clicks++;
    await this.page.locator(selector).first().click();
  }
}

// Whether people's browsers run scripts.
export const hasScript = process.env.SCRIPT !== "off";

export const newPerson = async (browser, options = {}) => {
  const context = await browser.newContext(
    {viewport: {width: 1280, height: 900}, javaScriptEnabled: hasScript, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  const person = new Person(page);
  page.on("pageerror", (error) => { throw error; });
  page.on("requestfinished", async (request) => {
    if (request.method() !== "POST" || request.isNavigationRequest()) return;
    const {requestStart, responseEnd} = request.timing();
    person.saves.push(responseEnd - requestStart);
  });
  return person;
};

// axe-core cannot run where script is off. So the same document is shown, with
// its style sheets and pictures, where script may run and no script of the site
// is let through; no page has a part for browsers without script alone.
let twin;
const twinOf = async (page) => {
  twin ??= (await newPerson(page.context().browser(), {javaScriptEnabled: true})).page;
  await page.waitForLoadState();
  const html = await page.content();
  assert.ok(!/<noscript/.test(html), "a twin does not show <noscript>");
  await twin.context().addCookies(await page.context().cookies());
  await twin.unroute("**/*");
  await twin.route("**/*", (route) => {
    const kind = route.request().resourceType();
    if (kind === "document") return route.fulfill({body: html, contentType: "text/html"});
    return kind === "script" ? route.abort() : route.continue();
  });
  await twin.goto(page.url());
  assert.equal(await twin.locator("body.js-enabled").count(), 0, "no script has run");
  return twin;
};

// What a screen reader says of a page as one goes from landmark to heading to
// control: roles and names, each once. Numbers and ids are left out, and so are
// cells and the answers of a question.
const SAID = /^\s*- (banner|main|contentinfo|navigation|region|heading|link|button|textbox|combobox|group|table|img|alert|status)(?: "((?:[^"\\]|\\.)*)")?(?: \[level=(\d)\])?/;
const NEEDS_NAME = /^\s*- (heading|link|button|textbox|combobox|checkbox|radio|table|img|navigation)(?! ")/;
const spoken = async (page) => {
  const lines = (await page.locator("body").ariaSnapshot()).split("\n")
    .map((line) => line.replace(/- '(.*)':?$/, (all, quoted) => `- ${quoted.replace(/''/g, "'")}`));
  assert.deepEqual(lines.filter((line) => NEEDS_NAME.test(line)), [], "what has no name");
  const said = lines.map((line, i) => {
    const [, role, name = "", level = ""] = SAID.exec(line) ?? [];
    // A link may be called by the start of the id to which it leads.
    const id = /\/url: .*\/([a-z0-9]{16,})$/.exec(lines[i + 1] ?? "")?.[1] ?? "";
    const shown = id && id.startsWith(name) ? "ID"
      : name.replace(/\b[a-z0-9]{16,}\b/g, "ID").replace(/\d[\d.,]*/g, "N");
    return role && `${role}${level} ${shown}`.trim();
  }).filter(Boolean);
  return [...new Set(said)].join("\n") + "\n";
};

// Held against names/NAME.txt; NAMES=write makes these anew.
const holdNames = async (page, name) => {
  const file = new URL(`names/${name}.txt`, import.meta.url);
  const said = await spoken(page);
  if (process.env.NAMES === "write") writeFileSync(file, said);
  assert.ok(existsSync(file), `tests/web/names/${name}.txt is missing: run once with NAMES=write`);
  assert.equal(said, readFileSync(file, "utf8"), `what a screen reader says of ${name}`);
};

const judged = new Set();
let judging = 0;  // milliseconds
export const judge = async (shown, shownName) => {
  const begun = performance.now();
  await judgeOnce(shown, shownName);
  judging += performance.now() - begun;
};
const judgeOnce = async (shown, shownName) => {
  const state = `${shownName}${shown.viewportSize().width}`;
  if (judged.has(state)) return;
  judged.add(state);
  const page = hasScript ? shown : await twinOf(shown);
  const name = hasScript ? shownName : `${shownName}-without-script`;
  if (hasScript) await page.screenshot({path: `${shots}/${name}.png`, fullPage: true});
  await page.evaluate(axe);  // by the debugger: the page itself forbids it
  const {violations} = await page.evaluate(() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}));
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), [],
    `axe on ${name}`);
  if (hasScript) await holdNames(page, name);
  assert.ok(!/-0?\.?0+(\.0+)?(?![\d.,-])/.test(await page.locator("body").innerText()),
    `${name} says a number like -0.00`);
  const size = page.viewportSize();
  await page.setViewportSize({width: 320, height: 256});
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) {
    const who = await page.evaluate(() => [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .map((e) => e.outerHTML.slice(0, 120)).slice(0, 5));
    assert.fail(`${name} overflows 320 px by ${overflow}: ${who.join("\n")}`);
  }
  if (hasScript) await page.screenshot({path: `${shots}/${name}-320.png`, fullPage: true});
  await page.setViewportSize(size);
};

export const signIn = async (person, link) => {
  await person.page.goto(link);
  await judge(person.page, "link");
};

export const isSaved = (page) => page.waitForFunction(() =>
  !/Saving|Not saved/.test(document.getElementById("save-status")?.textContent ?? ""));

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"]});

// Runs the journey that the command line names.
export const run = async (journeys) => {
  const browser = await launch();
  try {
    const begun = performance.now();
    await journeys[process.argv[2]](browser);
    say(`${((performance.now() - begun - judging) / 1000).toFixed(1)} s without the judging`);
    say(`pages and states ${hasScript ? "with" : "without"} script that axe judged: ` +
        `${judged.size}, 0 violations`);
  } finally {
    await browser.close();
  }
  process.exit(0);
};
