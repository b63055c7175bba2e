// form-js has its English texts fixed in the code. This lets them pass through src/form/texts.js, which knows
// the language of the page. A text that is not found any more breaks the build, so an update cannot lose one.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const TEXTS = resolve(dirname(fileURLToPath(import.meta.url)), "../src/form/texts.js");

// [text in form-js, what stands there instead]; every occurrence is replaced
const REPLACEMENTS = [
  ["'Field is required.'", "__text('required')"],
  ["`Field must have minimum value of ${validation.min}.`", "__text('min', validation.min)"],
  ["`Field must have maximum value of ${validation.max}.`", "__text('max', validation.max)"],
  ["`Field must have minimum length of ${validation.minLength}.`", "__text('minLength', validation.minLength)"],
  ["`Field must have maximum length of ${validation.maxLength}.`", "__text('maxLength', validation.maxLength)"],
  ["`Field must match pattern ${validation.pattern}.`", "__text('pattern')"],
  [
    "'Field must be a valid  international phone number. (e.g. +4930664040900)'",
    "__text('phone')",
  ],
  ["'Field must be a valid email.'", "__text('email')"],
  [
    "`Please select a valid value, the two nearest valid values are ${previousValue} and ${nextValue}.`",
    "__text('step', previousValue, nextValue)",
  ],
  ["'Date and time must both be entered.'", "__text('dateAndTime')"],
  ["placeholder: 'Search'", "placeholder: __text('search')"],
  ["undefined : 'Search'", "undefined : __text('search')"],
  ["emptyListMessage = 'No results'", "emptyListMessage = __text('noResults')"],
  ["'No results' : 'All values selected'", "__text('noResults') : __text('allSelected')"],
  ["children: valueLabel || 'Select'", "children: valueLabel || __text('select')"],
  ['"aria-label": "Increment"', '"aria-label": __text("increment")'],
  ['"aria-label": "Decrement"', '"aria-label": __text("decrement")'],
  ['title: "Remove tag"', 'title: __text("removeTag")'],
  ["'Nothing to show.'", "__text('nothing')"],
  ['"Nothing to show."', "__text('nothing')"],
  ['"aria-label": "Previous page"', '"aria-label": __text("previousPage")'],
  ['"aria-label": "Next page"', '"aria-label": __text("nextPage")'],
  ["`Remove list item ${itemIndex + 1}`", "__text('removeItem', itemIndex + 1)"],
  ["placeholder: getLocaleReadableDateFormat()", "placeholder: __text('date')"],
  ["use24h ? 'hh:mm' : 'hh:mm --'", "__text('time')"],
  // dates are written year-month-day, whatever the browser's language
  ["getLocaleDateFormat(locale = 'default') {", "getLocaleDateFormat() {\n  return 'yyyy-MM-dd';"],
  ["'today' : '01/01/1900'", "'today' : new Date(1900, 0, 1)"],
  ["static: true,\n      clickOpens", "static: true,\n      locale: __text('flatpickr'),\n      clickOpens"],
];

export function formTexts() {
  return {
    name: "banjian-form-texts",
    enforce: "pre",
    transform(code, id) {
      if (!/form-js-viewer[\\/]dist[\\/]index\.es\.js/.test(id)) return null;
      for (const [text, replacement] of REPLACEMENTS) {
        if (!code.includes(text)) this.error(`form-js has no more the text ${text}: mend plugins/form-texts.js`);
        code = code.replaceAll(text, replacement);
      }
      return { code: `import { text as __text } from ${JSON.stringify(TEXTS)};\n${code}`, map: null };
    },
  };
}
