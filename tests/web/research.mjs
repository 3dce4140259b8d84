// Journeys of a researcher: class models, fits, movement, agreement down to the
// adjudication of one question, exact tables down to their files, releases.

import assert from "node:assert/strict";
import {ask, judge, newPerson, run, say, signIn} from "./common.mjs";

let hasScript = true;

// What judge() sees, and that nothing is cut off on A4 paper.
const see = async (page, name) => {
  if (!hasScript) return;  // the judge is a script
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
  await page.locator("tbody a").first().click();
  assert.equal(await page.locator("svg polyline").count(), 2);
  assert.equal(await page.locator("svg circle").count(), 4);
  await see(page, "fit");
  await page.locator('tbody a[href$="/3"]').click();
  assert.equal(await page.locator("svg.app-drawing rect").count() % 3, 0);
  await see(page, "fit-classes");
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
  const kept = await page.locator("tbody a").first().textContent();
  assert.ok(Number(kept) < Number(count), `${kept} of ${count}`);
  await go(person, "Remove");
  assert.equal(await page.locator("tbody a").first().textContent(), count);
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
};

const walk = async (person) => {
  await see(person.page, "home");
  await classModels(person);
  await fits(person);
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
  with_script: async (browser) => {
    const person = await newPerson(browser);
    const link = await ask("link");
    await signIn(person, link);
    await person.click("main button");
    await person.page.waitForSelector("text=Class models");
    await walk(person);
    const reader = await newPerson(browser);
    await signInByToken(reader, link, await ask("token reader"));
    await releases(reader);
  },
  without_script: async (browser) => {
    hasScript = false;
    const person = await newPerson(browser, {javaScriptEnabled: false});
    await signInByToken(person, await ask("link"), await ask("token"));
    await walk(person);
  },
});
