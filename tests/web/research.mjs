// Journeys of a researcher: class models, fits, movement, agreement down to the
// adjudication of one question, exact tables down to their files, releases; and
// of a study steward: what there is, and drawing a sample.

import assert from "node:assert/strict";
import {ask, hasScript, judge, newPerson, run, say, signIn} from "./common.mjs";

// What judge() sees, and that nothing is cut off on A4 paper.
const see = async (page, name) => {
  await judge(page, `research-${name}`);
  const size = page.viewportSize();
  const simulated = await page.locator("header .govuk-tag:visible").count();
  await page.emulateMedia({media: "print"});
  await page.setViewportSize({width: 718, height: 1000});  // A4 within margins
  const cut = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.screenshot({path: `${process.env.SHOTS}/research-${name}-print.png`, fullPage: true});
  assert.ok(cut <= 0, `${name} is ${cut} px too wide for paper`);
  assert.equal(await page.locator("header a:visible, header form:visible, footer:visible").count(), 0);
  assert.equal(await page.locator("header .govuk-tag:visible").count(), simulated);
  await page.emulateMedia({media: null});
  await page.setViewportSize(size);
};

const go = async (person, text) => {
  const link = person.page.locator("main a", {hasText: text}).first();
  person.clicks++;
  await Promise.all([person.page.waitForEvent("load"), link.click()]);
};

const home = async (person) => {
  await person.page.goto(new URL("/", person.page.url()).href);
};

const submit = async (person, selector) => {
  await Promise.all([person.page.waitForEvent("load"), person.click(selector)]);
};

// The rows of the CSV to which a link of the page leads, without the header.
const download = async (page) => {
  const href = await page.locator("main a", {hasText: "Download as CSV"}).getAttribute("href");
  const response = await page.context().request.get(new URL(href, page.url()).href);
  assert.equal(response.status(), 200);
  assert.match(response.headers()["content-type"], /^text\/csv/);
  assert.match(response.headers()["content-disposition"], /^attachment; filename="[\w.-]+\.csv"$/);
  return (await response.text()).trim().split("\r\n").slice(1);
};

const numbers = (page, selector) => page.locator(selector).evaluateAll((all) =>
  all.map((one) => one.textContent.trim()));

const classModels = async (person) => {
  const {page} = person;
  await go(person, "Class models");
  await see(page, "models");
  await go(person, "c1-published");
  const svg = page.locator("svg.app-drawing");
  assert.equal(await svg.getAttribute("role"), "img");
  const cells = await numbers(page, "svg.app-drawing rect + text");
  await page.locator("summary").click();
  assert.deepEqual(cells, await numbers(page, "details td"));
  assert.ok(cells.length >= 17 * 6 && cells.every((c) => /^\d?\.\d\d$/.test(c)));
  const names = await svg.evaluate((e) => e.getAttribute("aria-labelledby").split(" ")
    .map((id) => document.getElementById(id).textContent));
  assert.match(names.join(" "), /each class.*Red is high/);
  await see(page, "model");
  await go(person, "Movement between classes");
  assert.ok(await page.locator("svg path").count() > 0);
  assert.ok(await page.locator("text=Simulated").isVisible());
  await see(page, "movement");
};

const fits = async (person) => {
  const {page} = person;
  await home(person);
  await go(person, "Fits of class models");
  await see(page, "fits");
  await page.locator("tbody tr", {hasText: "1 to 4"}).locator("a").click();
  assert.equal(await page.locator("svg polyline").count(), 2);
  assert.equal(await page.locator("svg circle").count(), 4);
  await see(page, "fit");
  await page.locator('tbody a[href$="/3"]').click();
  assert.equal(await page.locator("svg.app-drawing rect").count() % 3, 0);
  await see(page, "fit-classes");
};

const startAFit = async (person) => {
  const {page} = person;
  await home(person);
  await go(person, "Fits of class models");
  await page.fill("#classes_to", "99");
  await submit(person, "button:has-text('Start')");
  assert.match(await page.title(), /^Error: /);
  assert.match(await page.locator(".govuk-error-summary a").getAttribute("href"), /#classes_to$/);
  assert.equal(await page.inputValue("#classes_to"), "99");
  await see(page, "fit-refused");
  // One that takes long enough to be looked at, and is stopped.
  await page.fill("#classes_from", "14");
  await page.fill("#classes_to", "15");
  await page.fill("#starts", "10000");
  await submit(person, "button:has-text('Start')");
  await page.waitForURL(/classModelFits\/.+/);
  // One class is soon done.
  for (let i = 0; i < 100 && await page.locator("tbody tr").count() === 0; i++) {
    await page.waitForTimeout(300);
    await page.reload();
  }
  await page.waitForSelector("text=look again");
  await see(page, "fit-running");
  await submit(person, "button:has-text('Stop the fit')");
  assert.match(await page.textContent("main .govuk-tag"), /cancelled/);
  await see(page, "fit-cancelled");
  // One that is soon done: the page says so by itself, or when it is looked at.
  await home(person);
  await go(person, "Fits of class models");
  await page.fill("#classes_to", "2");
  await page.fill("#starts", "5");
  await submit(person, "button:has-text('Start')");
  if (hasScript) await page.waitForSelector("svg polyline", {timeout: 60000});
  for (let i = 0; i < 100 && await page.locator("svg polyline").count() === 0; i++) {
    await page.waitForTimeout(300);
    await page.reload();
  }
  assert.match(await page.textContent("main .govuk-tag"), /succeeded/);
  assert.equal(await page.locator("tbody tr").count(), 2, "one class and two");
};

const agreement = async (person) => {
  const {page} = person;
  await home(person);
  await go(person, "How far coders agree");
  await see(page, "agreement");
  const row = page.locator("tr", {hasText: "A.rereferral"});
  assert.match((await row.locator("td").allTextContents()).join("|"),
    /33%.*n 3\|.*n 3\|.*n 3\|.*n 3/s);
  const undefinedOne = page.locator("td", {hasText: "not defined: "}).first();
  assert.ok(await undefinedOne.isVisible());
  const before = person.clicks;
  person.clicks++;
  await row.locator("a").click();
  assert.equal(await page.locator("tbody tr").count(), 2);
  await see(page, "disagreements");
  await go(person, "Settle");
  await page.waitForURL(/adjudications/);
  const clicks = person.clicks - before;
  const unsettled = await page.locator("main strong").first().textContent();
  if (hasScript) {
    person.keys = 0;
    const key = await page.evaluate(() =>
      document.activeElement.closest("[data-item]")?.dataset.item);
    assert.equal(key, "A.rereferral@");
    await person.press("1");
    await Promise.all([page.waitForEvent("load"), person.press("Enter")]);
    say(`a figure to its disagreements and on to adjudication: ${clicks} clicks (wanted 2); ` +
      `one question settled by ${person.keys} keys (wanted 3 at most)`);
    assert.equal(Number(await page.locator("main strong").first().textContent()),
      Number(unsettled) - 1);
  }
  await page.goto(new URL("/studies/s/agreement/pilot", page.url()).href);
  await see(page, "pilot");
};

const tables = async (person) => {
  const {page} = person;
  await home(person);
  await go(person, "Exact tables");
  await see(page, "tables-choose");
  await go(person, "All returns of the sites instead");
  await page.selectOption("#rows", "gender");
  await page.selectOption("#columns", "pathway");
  const begun = performance.now();
  await Promise.all([page.waitForEvent("load"), person.click("main form button")]);
  say(`two variables of 1,052 records counted in ${Math.round(performance.now() - begun)} ms ` +
    "(wanted 1000 for 10,000)");
  await see(page, "tables");
  const number = page.locator("tbody a").first();
  const count = await number.textContent();
  await number.click();
  assert.equal(await page.locator("main li").count(), Number(count));
  await see(page, "files");
  await page.goBack();
  await page.selectOption("#only", "age");
  await Promise.all([page.waitForEvent("load"), person.click("main form button")]);
  await page.selectOption("#is", {index: 1});
  await see(page, "tables-filter");
  await Promise.all([page.waitForEvent("load"), person.click("main form button")]);
  await see(page, "tables-filtered");
  const kept = await page.locator("tbody a").first().textContent();
  assert.ok(Number(kept) < Number(count), `${kept} of ${count}`);
  await go(person, "Remove");
  assert.equal(await page.locator("tbody a").first().textContent(), count);
  // A third variable: a table for each category, and every number in the CSV.
  await page.selectOption("#layers", "age");
  await submit(person, "main form button");
  await see(page, "tables-three");
  const cells = (await numbers(page, "caption:has-text(' by ') ~ tbody td"))
    .map((text) => Number(text.replace(",", "")));
  assert.ok(await page.locator("caption:has-text(' by ')").count() > 2);
  const rows = await download(page);
  const withValue = Number(/with a value ([\d,]+)/.exec(
    await page.textContent("main"))[1].replace(",", ""));
  assert.equal(cells.reduce((sum, one) => sum + one, 0), withValue);
  assert.ok(rows.length >= cells.length, `${rows.length} rows of ${cells.length} numbers`);
  await page.goto(new URL("/studies/s/tables?rows=made_up", page.url()).href);
  await see(page, "tables-refused");
  assert.equal(await page.locator(".govuk-error-summary").count(), 1);
};

const releases = async (person) => {
  const {page} = person;
  await home(person);
  if (!/releases/.test(page.url())) await go(person, "Findings that may be shared");
  await see(page, "releases");
  await go(person, "Tables, rounded");
  await see(page, "release");
  await page.locator('main a[href*="of=gender&of=age"]').click();
  const hidden = page.locator("td a", {hasText: "c ("}).first();
  const why = await hidden.getAttribute("href");
  assert.ok((await page.locator(why).textContent()).length > 20);
  assert.ok(await page.locator("h2", {hasText: "Coarser tables"}).isVisible());
  await see(page, "release-table");
  const shown = await numbers(page, ".app-numbers td");
  const rows = await download(page);
  assert.equal(rows.length, shown.length);
  assert.equal(rows.filter((row) => row.split(",")[2] === "c").length,
    shown.filter((text) => text.startsWith("c (")).length);
};

// What a study steward finds, and a sample: drawn, and a file of it replaced.
const steward = async (person) => {
  const {page} = person;
  await page.waitForSelector("text=Files to read");
  await see(page, "steward-home");
  const areas = await page.locator("main a").evaluateAll((all) => all.map((a) => a.href));
  for (const path of ["agreement", "tables", "classModels", "classModelFits", "releases"]) {
    const area = areas.find((href) => href.endsWith(`/${path}`));
    assert.ok(area, `a link to ${path}`);
    assert.equal((await page.goto(area)).status(), 200, area);
    assert.equal(await page.locator("button:has-text('Start')").count(), 0);
  }
  await home(person);
  await go(person, "Files to read");
  await see(page, "samples-empty");
  await page.fill("#minimum_posterior", "7");
  await submit(person, "button:has-text('Draw')");
  assert.match(await page.locator(".govuk-error-summary a").getAttribute("href"),
    /#minimum_posterior$/);
  await see(page, "samples-refused");
  await page.fill("#minimum_posterior", "0");
  await page.fill("#seed", "1");
  await submit(person, "button:has-text('Draw')");
  await see(page, "sample");
  const held = page.locator("tbody tr:has(details):has-text('File')");
  assert.equal(await held.count(), 12, "two files of each of six classes");
  const records = () => numbers(page, "tbody tr:has-text('File') td:nth-of-type(1)");
  const [first] = await records();
  await page.locator("summary", {hasText: "Replace"}).first().click();
  await page.locator("select").first().selectOption("NOT_LOCATED");
  await see(page, "sample-replace");
  await submit(person, "button:has-text('Take the reserve'):visible");
  assert.ok(!(await records()).includes(first), "another file has its place");
  assert.ok(await page.locator("td", {hasText: `(not located)`}).first().isVisible());
  await see(page, "sample-replaced");
  assert.equal((await download(page)).length, 12 + 12, "files, reserves and the lost one");
};

const walk = async (person) => {
  await see(person.page, "home");
  await classModels(person);
  await fits(person);
  await startAFit(person);
  await agreement(person);
  await tables(person);
  await releases(person);
};

const signInByToken = async (person, link, token) => {
  await person.page.goto(new URL("/sign-in", link).href);
  await person.page.fill("#token", token);
  await Promise.all([person.page.waitForEvent("load"), person.click("main button")]);
};

await run({
  async researcher(browser) {
    const person = await newPerson(browser);
    const link = await ask("link");
    await signIn(person, link);
    await person.click("main button");
    await person.page.waitForSelector("text=Class models");
    await walk(person);
  },
  async others(browser) {
    const link = await ask("link");
    const reader = await newPerson(browser);
    await signInByToken(reader, link, await ask("token reader"));
    await releases(reader);
    const owner = await newPerson(browser);
    await signInByToken(owner, link, await ask("token study-steward"));
    await steward(owner);
  },
});
