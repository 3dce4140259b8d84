// The journeys of an adjudicator, a steward, a governance auditor and a
// facilitator.

import {writeFileSync} from "node:fs";
import assert from "node:assert/strict";
import {ask, hasScript, judge, newPerson, run, say, signIn} from "./common.mjs";

const HEADER = "record_id,child_id,family_id,episode_id,sequence,nation,record_type,year," +
  "factors,age_band,gender,ethnicity,deprivation_decile,pathway,section_47";
const row = (number, gender = "F") =>
  `C1-${number},K${number},F${number},E${number},1,ENG,CIN_ASSESSMENT,2019-20,3B;4B;17A,A5_9,` +
  `${gender},WBRI,3,CIN_ONLY,N`;

const signedIn = async (browser) => {
  const person = await newPerson(browser);
  await signIn(person, await ask("link"));
  await person.click("text=Continue");
  await person.page.waitForLoadState();
  return person;
};

const journeys = {
  async adjudicator(browser) {
    const person = await signedIn(browser);
    const {page} = person;
    await judge(page, "adjudications");
    await page.locator("tbody a").first().focus();  // as the page does by autofocus
    await Promise.all([page.waitForEvent("load"), person.press("Enter")]);
    await judge(page, "adjudication");
    const items = page.locator("[data-item]");
    const count = await items.count();
    assert.ok(count >= 3, "three questions differ");
    // One key for A or B; 3 for an answer of one's own, and why.
    person.keys = 0;
    for (let i = 0; i < count - 1; i++) await person.press("1");
    await person.press("3", "4");
    const keys = person.keys;
    await person.click("button:has-text('Save')");
    await page.waitForSelector(".govuk-error-summary");
    await judge(page, "adjudication-errors");
    await page.locator("textarea:visible").fill("The plan makes it a condition in two places.");
    await judge(page, "adjudication-own");
    say(`keys to settle ${count} questions, without the reason: ${keys} ` +
        `(target ${2 * count})`);
    assert.ok(keys <= 2 * count);
    await person.click("button:has-text('Save')");
    await page.waitForSelector("text=Make the settled coding");
    await judge(page, "adjudication-settled");
    await person.click("text=Make the settled coding");
    await page.waitForSelector("text=This file is settled");
    await judge(page, "adjudication-complete");
  },

  // Without script: an answer of one's own that lacks its reason comes back.
  async adjudicatorForms(browser) {
    const person = await signedIn(browser);
    const {page} = person;
    await judge(page, "forms-adjudications");
    await person.click("tbody a");
    await judge(page, "forms-adjudication");
    const item = page.locator('[data-item="A.duration_band@"]');
    await item.locator('input[value="NEW"]').check();
    await item.locator('input[value="Y1_2"]').check();
    await person.click("button:has-text('Save')");
    assert.match(await page.title(), /^Error: /);
    await judge(page, "forms-adjudication-errors");
    assert.ok(await item.locator('input[value="NEW"]').isChecked(), "what was chosen stays");
    await item.locator("textarea").fill("Both sheets name two years.");
    for (const one of await page.locator("[data-item]").all()) {
      if (await one.locator('input[value="NEW"]').isChecked()) continue;
      await one.locator("input[type=radio]").first().check();
    }
    await person.click("button:has-text('Save')");
    assert.ok(await item.locator('input[value="NEW"]').isChecked());
    assert.equal(await page.locator(".govuk-error-summary").count(), 0);
    await judge(page, "forms-adjudication-settled");
    await person.click("text=Make the settled coding");
    await page.waitForSelector("text=This file is settled");
    await judge(page, "forms-adjudication-complete");
  },

  async steward(browser) {
    const person = await signedIn(browser);
    const {page} = person;
    await judge(page, "home");
    await person.click("text=Import case files");
    await judge(page, "import");
    await page.fill("#csv", [HEADER, row(90), row(91, "X"), row(92)].join("\n"));
    await person.click("button:has-text('Check')");
    await judge(page, "import-bad");
    const bad = await page.locator("tbody tr").allTextContents();
    assert.equal(bad.length, 1);
    assert.match(bad[0], /3.*gender.*X/s);
    await person.click("button:has-text('Import'):not(:has-text('without'))");
    assert.equal(await page.locator("tbody tr").count(), 1);
    assert.deepEqual(JSON.parse(await ask("records C1-9")), [], "all or nothing");
    // What was sent is there to be put right.
    await page.fill("#csv", (await page.inputValue("#csv")).replace(",X,", ",M,"));
    await person.click("button:has-text('Check')");
    await judge(page, "import-good");
    assert.equal(await page.locator("tbody tr").count(), 0);
    await person.click("button:has-text('Import')");
    await judge(page, "import-done");
    assert.deepEqual(JSON.parse(await ask("records C1-9")), ["C1-90", "C1-91", "C1-92"]);
    const file = `${process.env.SHOTS}/upload.csv`;
    writeFileSync(file, [HEADER, row(80), row(81, "?")].join("\r\n"));
    await page.setInputFiles("#file", file);
    await person.click("button:has-text('Check')");
    await person.click("button:has-text('without the bad rows')");
    assert.deepEqual(JSON.parse(await ask("records C1-8")), ["C1-80"]);
  },

  async approvals(browser) {
    const person = await signedIn(browser);
    const {page} = person;
    await person.click("text=Waiting for approval");
    await judge(page, "approvals");
    await person.click("text=/Release .*: pack/");
    await judge(page, "approval");
    await person.click("button:has-text('Refuse')");
    await judge(page, "approval-errors");
    assert.match(await page.title(), /^Error: /);
    await page.goBack();
    await person.click("text=Read the findings that would be shown");
    await page.waitForSelector("text=Findings for discussion");
    await page.goBack();
    await person.click("button:has-text('Approve')");
    await judge(page, "approval-approved");
    assert.equal(await page.locator("button:has-text('Approve')").count(), 0);
    await person.click("a:has-text('Caselens')");
    await person.click("text=Waiting for approval");
    await person.click("text=Erase files");
    await judge(page, "erasure");
    await person.click("button:has-text('Erase for good')");
    for (let i = 0; i < 50 && await page.locator("text=Certificate").count() === 0; i++) {
      await judge(page, "erasure-running");
      await page.waitForTimeout(200);
      await page.reload();
    }
    await page.waitForSelector("text=Certificate");
    await judge(page, "erasure-done");
    assert.match(await page.textContent("pre"), /erasure certificate/);
  },

  async history(browser) {
    const person = await signedIn(browser);
    const {page} = person;
    await judge(page, "history");
    assert.match(await page.textContent("pre"), /\n\n— /);
    const numbers = (await page.locator("tbody th").allTextContents()).map(Number);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a), "newest first");
    await person.click("text=Verify every event and row");
    // The page says how far it is; without script when it is looked at again.
    for (let i = 0; !hasScript && i < 50 && await page.locator("text=Look again").count(); i++) {
      await person.click("text=Look again");
    }
    await page.waitForSelector("text=are as they were committed to");
    await judge(page, "history-verified");
    await person.click("text=Older events");
    assert.ok(Number(await page.textContent("tbody th")) < numbers.at(-1));
    await ask("damage");
    await person.page.goto(page.url().split("?")[0]);
    await person.click("text=Verify every event and row");
    for (let i = 0; !hasScript && i < 50 && await page.locator("text=Look again").count(); i++) {
      await person.click("text=Look again");
    }
    await page.waitForSelector(".app-warn");
    await judge(page, "history-broken");
  },

  async facilitator(browser) {
    const person = await newPerson(browser);
    const {page} = person;
    await signIn(person, await ask("link"));
    await person.click("text=Continue");
    await page.waitForLoadState();
    await judge(page, "releases");
    await person.click("main a");
    await page.waitForLoadState();
    await judge(page, "pack");
    const said = await page.textContent("main");
    for (const part of [/files of/, /To discuss:/, /It speaks to:/]) assert.match(said, part);
    // Without script the browser's own command prints.
    if (hasScript) {
      await page.evaluate(() => { window.print = () => { window.printed = true; }; });
      await person.click("button:has-text('Print')");
      assert.ok(await page.evaluate(() => window.printed));
    }
    say(`clicks from the link to a printed pack: ${person.clicks} (target 3)`);
    assert.ok(person.clicks <= 3);
    await page.emulateMedia({media: "print"});
    await judge(page, "pack-print");
  },
};

await run(journeys);
