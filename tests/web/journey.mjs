// The journeys of an auditor.

import {readFileSync} from "node:fs";
import assert from "node:assert/strict";
import {ask, isSaved, judge, launch, newPerson, run, say, signIn} from "./common.mjs";

const document_ = JSON.parse(readFileSync(process.env.GUIDED, "utf8")).document;
const wanted = new Map(document_.answers.map((answer) =>
  [`${answer.field}@${answer.instance ?? ""}`, answer]));
const done = new Set();  // keys of `wanted` that are answered
const template = JSON.parse(readFileSync(process.env.TEMPLATE, "utf8"));
const gridOf = new Map(template.sections.flatMap((section) =>
  section.fields.map((field) => [field.id, field.grid])));
const valuesOf = (answer) => answer.missing ? [`~${answer.missing}`] : answer.codes ?? [];

const focusedKey = (page) => page.evaluate(() =>
  document.activeElement?.closest("[data-item]")?.dataset.item ?? null);
const pressFor = (page, key, value) => page.evaluate(([key, value]) => {
  const field = [...document.querySelectorAll(`[data-item="${CSS.escape(key)}"] [data-press]`)]
    .find((f) => f.name === `a:${key}` && f.value === value);
  return field?.dataset.press;
}, [key, value]);

// The keys from the question in focus to `key`: its letter, or a full stop for
// each that is passed.
const keysTo = (page, key) => page.evaluate((key) => {
  const all = [...document.querySelectorAll("[data-item]")];
  const to = all.findIndex((item) => item.dataset.item === key);
  const from = all.indexOf(document.activeElement?.closest("[data-item]"));
  if (from === to) return [];
  const passed = all.filter((item, i) => i > from && i <= to && !item.querySelector(":checked"));
  const letter = all[to].dataset.jump;
  return letter && (passed.length > 1 || from > to) ? [letter] : passed.map(() => ".");
}, key);

// Whether the grids that one key closes here may be closed: nothing of them that
// the file holds is still to be said.
const mayClose = async (page) => {
  const close = page.locator('button[name="fill"][data-press]');
  if (await close.count() === 0) return false;
  const grids = (await close.getAttribute("value")).split(",").map((one) => one.split("|")[0]);
  return ![...wanted.keys()].some((key) =>
    !done.has(key) && grids.includes(gridOf.get(key.split("@")[0])));
};

// Whether the key that answers `key` also goes on to the next page.
const isLast = (page, key) => page.evaluate((key) => {
  const all = [...document.querySelectorAll("[data-item]")];
  const own = all.find((item) => item.dataset.item === key);
  return own.querySelector("[data-press]").type === "radio" && !own.dataset.graded
    && all.every((item) => item === own || item.querySelector(":checked"));
}, key);

// Answers one page of a section by keys alone, from where the focus is. True if
// that led to another page, or to this one again.
const answerByKeys = async (person) => {
  const {page} = person;
  for (;;) {
    // What lies before the focus and has no letter comes when the page does again.
    const ahead = await page.evaluate(() => {
      const all = [...document.querySelectorAll("[data-item]")];
      const from = all.indexOf(document.activeElement?.closest("[data-item]"));
      return all.filter((item, i) => i >= from || item.dataset.jump)
        .map((item) => item.dataset.item);
    });
    const key = ahead.find((one) => wanted.has(one) && !done.has(one));
    if (!key) break;
    const to = await keysTo(page, key);
    if (to.length > 1 && await mayClose(page)) break;
    await person.press(...to);
    assert.equal(await focusedKey(page), key);
    const answer = wanted.get(key);
    done.add(key);
    const leads = await isLast(page, key);
    for (const value of valuesOf(answer)) {
      const press = await pressFor(page, key, value);
      assert.ok(press, `no key for ${value} of ${key}`);
      if (leads) await Promise.all([page.waitForEvent("load"), person.press(press)]);
      else await person.press(press);
    }
    if (leads) return true;
    await isSaved(page);
    if (answer.grade) {
      await page.waitForFunction(() => document.activeElement?.closest(".app-grade"));
      const {confidence, evidence_level, sources = []} = answer.grade;
      const same = page.locator(`[data-item="${key}"] button[name="grade"]`);
      if (await same.count() > 0 && await same.getAttribute("value") ===
          `${key}|${confidence}|${evidence_level}|${sources}`) {
        await judge(page, "section-grade");
        await Promise.all([page.waitForEvent("load"), person.press("s")]);
        return true;
      }
      await person.press(String(confidence));
      await person.press(String(Number(evidence_level[1]) + 1));
      for (const source of sources) {
        const press = await page.evaluate(([k, source]) => [...document.querySelectorAll(
          "[data-press]")].find((f) => f.name === `s:${k}` && f.value === source).dataset.press,
          [key, source]);
        await person.press(press);
      }
      await isSaved(page);
    }
  }
  return false;
};

const addByKeys = async (person) => {
  const {page} = person;
  const inside = (group, value) => page.evaluate(([group, value]) =>
    document.querySelector(`#add-${group} button[value="${value}"]`).dataset.press, [group, value]);
  const add = async (group, ...values) => {
    while (group !== "forums" && await page.evaluate((group) => document.querySelector(`#add-${group}`) !==
        (document.activeElement.closest(".app-add") ?? document.querySelector(".app-add")), group)) {
      await person.press(".");
    }
    const presses = [];
    for (const value of values) presses.push(await inside(group, value));
    if (group === "forums") assert.deepEqual(presses, ["m"]);
    await Promise.all([page.waitForEvent("load"), person.press(...presses)]);
  };
  for (const {id} of document_.people) {
    await add("people", wanted.get(`C.role@${id}`).codes[0]);
    done.add(`C.role@${id}`);
  }
  for (const one of document_.relationships) {
    await add("relationships", one.person_1, one.person_2);
  }
  for (const harm of document_.harms) await add("harms", harm.from, harm.to);
  for (const row of document_.rows) {
    if (row.kind === "SERVICE") await add("services", row.person);
    else await add("forums", "FORUM");
  }
};

const onSection = (page) => /\/sections\/([A-Z])\/(\d+)/.exec(page.url());

const codeByKeys = async (person) => {
  const {page} = person;
  for (let i = 0; i < 60; i++) {
    const before = person.keys;
    const path = new URL(page.url()).pathname;
    if (path.endsWith("/people")) {
      await judge(page, "people-empty");
      await addByKeys(person);
      await judge(page, "people");
      await Promise.all([page.waitForEvent("load"), person.press("+")]);
    } else {
      const section = onSection(page);
      if (!section) return;
      await judge(page, `section-${section[1]}-${section[2]}`);
      if (!await answerByKeys(person)) {
        const key = await mayClose(page) ? "=" : "Enter";
        await Promise.all([page.waitForEvent("load"), person.press(key)]);
      }
    }
    if (process.env.COUNT) say(`${path.split("/").slice(5).join("/")}: ${person.keys - before}`);
  }
  assert.fail(`the journey does not end: ${page.url()}`);
};

// The same without script: the mouse, and the two buttons.
const codeByForms = async (person) => {
  const {page} = person;
  for (let i = 0; i < 60; i++) {
    const path = new URL(page.url()).pathname;
    if (path.endsWith("/people")) {
      await judge(page, "people-empty");
      const add = async (group, value) => person.click(`#add-${group} button[value="${value}"]`);
      for (const {id} of document_.people) await add("people", wanted.get(`C.role@${id}`).codes[0]);
      for (const one of document_.relationships) {
        await person.click(`#person_1-${one.person_1}`);
        await add("relationships", one.person_2);
      }
      for (const harm of document_.harms) {
        await person.click(`#from-${harm.from}`);
        await add("harms", harm.to);
      }
      for (const row of document_.rows) {
        if (row.kind === "SERVICE") await add("services", row.person);
        else await add("forums", "FORUM");
      }
      await judge(page, "people");
      await person.click('a:has-text("Go on")');
      continue;
    }
    const section = onSection(page);
    if (!section) return;
    await judge(page, `section-${section[1]}-${section[2]}`);
    let isLeft = false;
    for (const key of await page.locator("[data-item]").evaluateAll((all) =>
      all.map((item) => item.dataset.item))) {
      const answer = wanted.get(key);
      if (!answer) continue;
      const item = page.locator(`[data-item="${key}"]`);
      for (const value of valuesOf(answer)) {
        await item.locator(`input[name="a:${key}"][value="${value}"]`).check();
      }
      if (answer.grade && await item.locator(".app-grade").count()) {
        await item.locator(`input[name="c:${key}"][value="${answer.grade.confidence}"]`).check();
        await item.locator(`input[name="e:${key}"][value="${answer.grade.evidence_level}"]`).check();
        for (const source of answer.grade.sources ?? []) {
          await item.locator(`input[name="s:${key}"][value="${source}"]`).check();
        }
      } else if (answer.grade) {
        isLeft = true;
      }
    }
    if (isLeft) {
      // Save, and come back for the grade that the answer takes.
      const here = page.url();
      await page.locator("[data-save]").click();
      await page.goto(here.split("#")[0]);
      continue;
    }
    const grid = page.locator('button[name="fill"]');
    await (await grid.count() > 0 ? grid.first() : page.locator("[data-save]")).click();
  }
  assert.fail(`the journey does not end: ${page.url()}`);
};

const judgeTheMatch = async (person) => {
  const {page} = person;
  await judge(page, "check");
  await person.click("text=Submit the coding");
  await judge(page, "reveal-1");
  await person.click("text=Show the class");
  await judge(page, "match");
  await person.click("text=Save the judgement");
  await judge(page, "match-errors");
  assert.match(await page.title(), /^Error: /);
  await page.locator('input[name="a:K.judgement@"][value="FULL"]').check();
  await page.locator('input[name="a:K.best_fit@"][value="1"]').check();
  await page.locator('input[name="c:K.judgement@"][value="2"]').check();
  await page.locator('input[name="e:K.judgement@"][value="E2"]').check();
  await page.locator('input[name="s:K.judgement@"][value="ASSESS"]').check();
  await person.click("text=Save the judgement");
  await judge(page, "reveal-2");
  await person.click("text=Show the comparison");
  await judge(page, "compared");
  assert.match(await page.textContent("main"), /Agrees/);
};

const journeys = {
  async keys(browser) {
    const person = await newPerson(browser);
    const {page} = person;
    await signIn(person, await ask("link"));
    await person.press("Enter");
    await page.waitForURL("**/queue");
    await judge(page, "queue");
    await person.press("Enter");
    await page.waitForURL("**/sections/A/1");
    assert.equal(person.keys, 2, "from the link to the first question");
    person.keys = 0;
    await codeByKeys(person);
    assert.ok(page.url().endsWith("/check"), page.url());
    assert.deepEqual(await page.locator(".govuk-error-summary li").allTextContents(), []);
    const saves = person.saves.sort((a, b) => a - b);
    say(`keys to code the guided file: ${person.keys} (target 100)`);
    assert.ok(person.keys <= 100, `${person.keys} keys`);
    say(`saves: ${saves.length}, p50 ${saves[saves.length >> 1].toFixed(0)} ms, ` +
        `p95 ${saves[Math.floor(saves.length * .95)].toFixed(0)} ms (target 100)`);
    await page.goto(page.url().replace("/check", ""));
    await judge(page, "coding");
    await page.goBack();
    await judgeTheMatch(person);
  },

  async forms(browser) {
    const person = await newPerson(browser);
    const {page} = person;
    await signIn(person, await ask("link"));
    await person.click("text=Continue");
    await judge(page, "queue");
    await person.click('button:has-text("Start")');
    assert.match(page.url(), /sections\/A\/1/);
    // Submitted too early: what lacks an answer is listed, and leads there.
    await page.goto(page.url().replace(/sections.*/, "check"));
    await judge(page, "check-errors");
    await page.locator(".govuk-error-summary a").first().click();
    await judge(page, "section-errors");
    assert.ok(person.clicks <= 3);
    await codeByForms(person);
    assert.deepEqual(await page.locator(".govuk-error-summary li").allTextContents(), []);
    await page.goto(page.url().replace("/check", ""));
    await judge(page, "coding");
    await page.goto(`${page.url()}/check`);
    await judgeTheMatch(person);
  },

  // The browser is killed; another one goes on where it stopped.
  async killed(browser) {
    const person = await newPerson(browser);
    await person.page.goto(await ask("link"));
    await person.click("text=Continue");
    await person.click('button:has-text("Start")');
    const section = person.page.url();
    const chosen = 'input[name="a:A.access_mode@"][value="DIRECT"]';
    await person.page.locator(chosen).check();
    await isSaved(person.page);
    const crash = await browser.newBrowserCDPSession();
    crash.send("Browser.crash").catch(() => {});
    await new Promise((done) => browser.once("disconnected", done));
    const again = await launch();
    const {page} = await newPerson(again);
    await page.goto(section);
    await page.fill("#token", await ask("token"));
    await page.locator("main button").click();
    await page.waitForURL(section);
    assert.ok(await page.locator(chosen).isChecked());
    assert.equal(await focusedKey(page), "A.duration_band@", "the first without an answer");
    await again.close();
  },

  // What can come in the way, and that nothing is lost by it.
  async survival(browser) {
    const person = await newPerson(browser);
    const {page} = person;
    await page.goto(await ask("link"));
    await person.click("text=Continue");
    await person.click('button:has-text("Start")');
    const section = page.url();
    const radio = (key, value) => page.locator(`input[name="a:${key}"][value="${value}"]`);
    const stored = async (key) => JSON.parse(await ask(`stored ${key}`));

    // Saved as soon as it is chosen.
    await radio("A.access_mode@", "DIRECT").check();
    await isSaved(page);
    assert.deepEqual(await stored("A.access_mode@"), ["DIRECT"]);

    // Another tab saves something else, then the same, first.
    const other = await page.context().newPage();
    await other.goto(section);
    await other.locator('input[name="a:A.rereferral@"][value="ONE"]').check();
    await isSaved(other);
    await radio("A.duration_band@", "Y1_2").check();
    await isSaved(page);
    assert.deepEqual(await stored("A.rereferral@"), ["ONE"]);
    assert.deepEqual(await stored("A.duration_band@"), ["Y1_2"]);
    await other.goto(section);
    await other.locator('input[name="a:A.duration_band@"][value="Y3_5"]').check();
    await isSaved(other);
    await radio("A.duration_band@", "GT10").click();
    await page.waitForSelector("#conflict");
    await judge(page, "conflict");
    assert.deepEqual(await stored("A.duration_band@"), ["Y3_5"]);
    await person.click("text=Save what I chose");
    await page.waitForURL(/sections|people/);
    assert.deepEqual(await stored("A.duration_band@"), ["GT10"]);
    await other.close();

    // The session ends: sign in, and what was entered is sent.
    await page.goto(section);
    await ask("restart web");
    await radio("A.rereferral@", "NONE").check();
    await page.waitForFunction(() => /signed out/.test(
      document.getElementById("save-status").textContent));
    await page.locator("[data-save]").click();
    await judge(page, "signed-out");
    await page.fill("#token", await ask("token"));
    await page.locator("main button").click();
    await judge(page, "replay");
    await person.click("text=Send what I entered");
    await page.waitForURL(/sections|people/);
    assert.deepEqual(await stored("A.rereferral@"), ["NONE"]);

    // The service dies under a save, and comes back.
    await page.goto(section);
    await ask("kill service");
    await radio("A.access_mode@", "HYBRID").check();
    await page.waitForFunction(() => /does not answer/.test(
      document.getElementById("save-status").textContent), null, {timeout: 60000});
    await ask("start service");
    await isSaved(page);
    assert.deepEqual(await stored("A.access_mode@"), ["HYBRID"]);

    // The guard finds a name as it is written; the wording is taken over.
    await page.goto(section);
    const item = page.locator('[data-item="A.access_mode@"]');
    await item.locator(".app-words summary").click();
    await item.locator("textarea").fill("Read with Sarah Jenkins of Marrakesh.");
    await item.locator("textarea").blur();
    await page.waitForSelector(".app-findings");
    await judge(page, "findings");
    // Each decision is saved; what is left of the findings is shown again.
    const choices = page.locator('.app-findings input[value="replace"]');
    for (let i = 0; i < 5 && await choices.count() > 0; i++) {
      await choices.first().click();
      await page.waitForTimeout(500);
      await page.waitForFunction(() => !/Saving/.test(
        document.getElementById("save-status").textContent));
    }
    await isSaved(page);
    await page.waitForSelector(".app-findings", {state: "detached"});
    assert.match(await ask("paraphrase A.access_mode@"), /\[PERSON-1\]/);

    // Keys can be switched off.
    await person.click("text=Switch keys off");
    await page.locator('input[name="a:A.access_mode@"]').first().focus();
    await page.keyboard.press("2");
    assert.ok(await radio("A.access_mode@", "HYBRID").isChecked());
    await page.goto(section.replace(/sections.*/, "check"));
    await judge(page, "check-errors");
    await page.locator(".govuk-error-summary a").first().click();
    await page.waitForURL(/sections/);
    await judge(page, "section-errors");
  },
};

await run(journeys);
