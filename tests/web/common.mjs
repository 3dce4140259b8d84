// What journeys have in common: Debian's Chromium, a person whose keys and
// clicks are counted, and a judge of every page: axe-core, and no overflow at
// 320 px, which is also a window of 1280 by 1024 at 400%. Spoken to by
// journeys.py: what a journey cannot do itself (kill a process) it asks for by a
// line on standard output, and waits for the answer.

import {readFileSync, mkdirSync} from "node:fs";
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

export const newPerson = async (browser, options = {}) => {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const person = new Person(page);
  page.on("pageerror", (error) => { throw error; });
  page.on("requestfinished", async (request) => {
    if (request.method() !== "POST" || request.isNavigationRequest()) return;
    const {requestStart, responseEnd} = request.timing();
    person.saves.push(responseEnd - requestStart);
  });
  return person;
};

const judged = new Set();
export const judge = async (page, name) => {
  const state = `${name}${page.viewportSize().width}`;
  if (judged.has(state)) return;
  judged.add(state);
  await page.screenshot({path: `${shots}/${name}.png`, fullPage: true});
  await page.evaluate(axe);  // by the debugger: the page itself forbids it
  const {violations} = await page.evaluate(() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}));
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), [],
    `axe on ${name}`);
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
  await page.screenshot({path: `${shots}/${name}-320.png`, fullPage: true});
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
    await journeys[process.argv[2]](browser);
  } finally {
    await browser.close();
  }
  process.exit(0);
};
