// Makes the same forms quicker: saves each change at once, and chooses answers
// by one key. Everything works without it.

const body = document.body;
body.classList.add("js-enabled", "govuk-frontend-supported");
import(body.dataset.govuk).then((govuk) => govuk.initAll());

const form = () => document.getElementById("answers");
const items = () => [...document.querySelectorAll("[data-item]")];
const fieldsOf = (item) =>
  [...item.querySelectorAll("input, textarea")].filter((f) => f.type !== "hidden");
const isSettled = (item) =>
  fieldsOf(item).some((f) => /^(a|choice):/.test(f.name) ? f.checked
    : f.name.startsWith("t:") && f.value.trim() !== "");

const isText = (element) =>
  element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
const isTypedIn = (item) =>
  item.contains(document.activeElement) && isText(document.activeElement);

// Saving. One save at a time; what changes meanwhile goes with the next.

const dirty = new Set();  // keys of items that changed since the last save
let saving = null;        // the save under way
let waits = 0;            // failed saves in a row

const status = (text, isBad) => {
  const line = document.getElementById("save-status");
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("govuk-error-message", Boolean(isBad));
};

// Takes over from the answer what is not being changed here: questions that
// came or went, errors, grades.
const takeOver = (answer) => {
  for (const name of ["etag", "csrf"]) {
    const fresh = answer.querySelector(`#answers input[name=${name}]`);
    if (fresh) form().elements[name].value = fresh.value;
  }
  const focused = document.activeElement && document.activeElement.id;
  document.getElementById("grids").replaceWith(document.importNode(answer.getElementById("grids"), true));
  const fresh = answer.getElementById("items");
  const old = document.getElementById("items");
  const mine = new Map(items().map((item) => [item.dataset.item, item]));
  const theirs = new Set();
  let after = null;
  for (const node of [...fresh.children]) {
    const key = node.dataset.item ?? `heading ${node.dataset.itemHeading}`;
    theirs.add(key);
    const here = node.dataset.item ? mine.get(key)
      : old.querySelector(`[data-item-heading="${CSS.escape(node.dataset.itemHeading)}"]`);
    let placed = here;
    if (!here) {
      placed = document.importNode(node, true);
      after ? after.after(placed) : old.prepend(placed);
    } else if (node.dataset.item && !dirty.has(key) && !isTypedIn(here)) {
      const open = [...here.querySelectorAll("details")].map((d) => d.open);
      placed = document.importNode(node, true);
      [...placed.querySelectorAll("details")].forEach((d, i) => { d.open = d.open || open[i]; });
      placed.querySelectorAll("[autofocus]").forEach((f) => f.removeAttribute("autofocus"));
      here.replaceWith(placed);
    }
    after = placed;
  }
  for (const [key, item] of mine) if (!theirs.has(key)) item.remove();
  old.querySelectorAll("[data-item-heading]").forEach((heading) => {
    if (!theirs.has(`heading ${heading.dataset.itemHeading}`)) heading.remove();
  });
  const was = focused && document.getElementById(focused);
  if (was && document.activeElement !== was) was.focus({preventScroll: true});
};

// The form as it is, but for texts in which something was found and nothing is
// decided: they do not keep the other answers from being saved.
const formData = (sent) => {
  const data = new URLSearchParams(new FormData(form()));
  const keys = data.getAll("item");
  data.delete("item");
  for (const key of keys) {
    const findings = document.querySelector(
      `[data-item="${CSS.escape(key)}"] .app-findings`);
    if (!findings || sent.has(key) || findings.querySelector(":checked")) data.append("item", key);
  }
  data.set("autosave", "yes");
  return data;
};

const save = async () => {
  if (saving) {
    await saving;
    return save();
  }
  if (!dirty.size || !form()) return;
  const sent = new Set(dirty);
  dirty.clear();
  status("Saving…");
  const data = formData(sent);
  saving = (async () => {
    try {
      const response = await fetch(form().action, {method: "POST", body: data});
      if (![200, 409, 422].includes(response.status)) throw response.status;
      waits = 0;
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      if (response.status === 409 && answer.getElementById("conflict")) {
        document.getElementById("main").replaceWith(document.importNode(answer.getElementById("main"), true));
        document.getElementById("main").focus();
        return;
      }
      if (response.status === 422) sent.forEach((key) => dirty.delete(key));
      takeOver(answer);
      status(response.status === 200 ? answer.getElementById("save-status").textContent
        : "Not saved: see what was found in the text.", response.status !== 200);
    } catch (problem) {
      sent.forEach((key) => dirty.add(key));
      if (problem === 401 || problem === 403) {
        status("You are signed out. What you entered is still here: press Save and go on, and sign in.", true);
        return;
      }
      status("Not saved: the service does not answer. Trying again.", true);
      setTimeout(save, Math.min(500 * 2 ** waits++, 10000));
    }
  })();
  await saving;
  saving = null;
};

document.addEventListener("change", (event) => {
  const item = event.target.closest("[data-item]");
  if (!item || !form()?.contains(item)) return;
  dirty.add(item.dataset.item);
  if (!saving) save().then(() => dirty.size && !waits && save());
});

document.addEventListener("submit", async (event) => {
  if (event.target !== form() || !saving) { dirty.clear(); return; }
  event.preventDefault();
  const submitter = event.submitter;
  await saving;
  dirty.clear();
  form()?.requestSubmit(submitter);
});

addEventListener("beforeunload", (event) => {
  if (dirty.size || saving) event.preventDefault();
});

// Keys.

const focusFirst = (item) => {
  const fields = fieldsOf(item);
  (fields.find((f) => f.checked) ?? fields[0])?.focus();
};

// `isAnswered`: by a key, which goes on to the next page too.
const goOn = (item, isAnswered) => {
  const all = items();
  const from = all.indexOf(item);
  // Behind here, else what an answer made appear before.
  const isNext = (other) => other !== item && !isSettled(other);
  const next = all.slice(from + 1).find(isNext) ?? all.find(isNext);
  const button = document.querySelector("[data-save]");
  if (next) focusFirst(next);
  else if (isAnswered && form()) button.click();
  else button?.focus();
};

// A part of a question, or of a form that adds something, that is answered by
// itself; and the one behind it.
const stepOf = (element) => element.closest("[data-step]");
const nextStep = (element) => {
  const own = stepOf(element);
  const all = own ? [...own.closest("[data-item], .app-add").querySelectorAll("[data-step]")] : [];
  return all[all.indexOf(own) + 1];
};
const focusIn = (part) =>
  part.querySelector("input:not([type=hidden]), button, textarea").focus();

// What comes after one answer: the grade of it, if it takes one, else the next
// question.
const afterChoice = async (item, target) => {
  if (item.dataset.graded && !target.closest(".app-grade")) {
    await save();
    const now = document.getElementById(item.id);
    const open = now?.querySelector(".app-grade fieldset:not(:has(:checked)) input");
    if (open) {
      open.focus();
      return;
    }
    item = now ?? item;
  }
  goOn(item, true);
};

// From one form that adds something to the one behind it, then to the way on.
const goToNextForm = (form) => {
  const all = [...document.querySelectorAll(".app-add")];
  const next = all[all.indexOf(form) + 1];
  if (next) focusIn(next);
  else document.querySelector('[data-press="+"]')?.focus();
};

document.addEventListener("keydown", (event) => {
  if (body.dataset.keys !== "on" || event.ctrlKey || event.altKey || event.metaKey
      || event.isComposing || event.key.length !== 1 || isText(event.target)) return;
  const scope = event.target.closest("[data-item], .app-add")
    ?? items().find((item) => !isSettled(item)) ?? document.querySelector(".app-add");
  const isAdding = scope?.matches(".app-add");
  if (event.key === "." && scope) {
    event.preventDefault();
    if (isAdding) goToNextForm(scope);
    else goOn(scope);
    return;
  }
  const find = (root, what) => root?.querySelector(`[data-${what}="${CSS.escape(event.key)}"]`);
  const step = stepOf(event.target);
  const target = find(step ?? scope ?? document, "press")
    || (["=", "+", "m"].includes(event.key) && find(document, "press"));
  const jump = !target && !step && find(document, "jump");
  if (!target && !jump) return;
  event.preventDefault();
  if (jump) {
    focusFirst(jump);
    return;
  }
  target.focus();
  target.click();
  if (target.type !== "radio") return;
  const next = nextStep(target)
    ?? document.getElementById(target.dataset.opens);
  if (next) focusIn(next);
  else if (!isAdding && scope) afterChoice(scope, target);
});

// An address with an anchor leads to a question, or to the form that was used.
const anchor = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (anchor) (anchor.matches("input, textarea, button") ? anchor
  : anchor.querySelector("input:not([type=hidden]), select, button"))?.focus();

document.querySelector("[data-print]")?.addEventListener("click", () => print());

// What goes on meanwhile: a part of the page is asked for until it is done.
const refresh = async () => {
  const part = document.querySelector("[data-refresh]");
  if (!part) return;
  const response = await fetch(location.href).catch(() => null);
  if (response?.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById(part.id);
    if (now) part.replaceChildren(...document.importNode(now, true).childNodes);
    // What is done may have changed the whole page.
    if (!now?.dataset.refresh && part.dataset.refresh === "page") return location.reload();
    if (!now?.dataset.refresh) delete part.dataset.refresh;
  }
  setTimeout(refresh, 1000);
};
refresh();
