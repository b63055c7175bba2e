// The texts of form-js in the language of the page; plugins/form-texts.js puts the calls into form-js.
import { Mandarin } from "flatpickr/dist/esm/l10n/zh.js";

import { isChinese } from "../app/language.js";

const CHINESE = {
  required: "此项必填。",
  min: (value) => `不能小于 ${value}。`,
  max: (value) => `不能大于 ${value}。`,
  minLength: (value) => `至少填写 ${value} 个字。`,
  maxLength: (value) => `最多填写 ${value} 个字。`,
  pattern: "格式不符合要求。",
  phone: "请填写有效的电话号码。",
  email: "请填写有效的电子邮箱。",
  step: (low, high) => `请填写有效数值，最接近的是 ${low} 和 ${high}。`,
  date: "年-月-日",
  time: "时:分",
  dateAndTime: "日期和时间须同时填写。",
  search: "搜索",
  noResults: "没有匹配项",
  allSelected: "已全部选择",
  select: "请选择",
  increment: "增加",
  decrement: "减少",
  removeTag: "移除",
  nothing: "暂无内容",
  previousPage: "上一页",
  nextPage: "下一页",
  removeItem: (number) => `删除第 ${number} 项`,
  flatpickr: { ...Mandarin, firstDayOfWeek: 1 },
};

const ENGLISH = {
  required: "Required.",
  min: (value) => `At least ${value}.`,
  max: (value) => `At most ${value}.`,
  minLength: (value) => `At least ${value} characters.`,
  maxLength: (value) => `At most ${value} characters.`,
  pattern: "Not in the expected form.",
  phone: "Not a valid phone number.",
  email: "Not a valid e-mail address.",
  step: (low, high) => `Not a valid value; the nearest are ${low} and ${high}.`,
  date: "yyyy-mm-dd",
  time: "hh:mm",
  dateAndTime: "Date and time must both be given.",
  search: "Search",
  noResults: "No results",
  allSelected: "Everything is selected",
  select: "Please select",
  increment: "Increase",
  decrement: "Decrease",
  removeTag: "Remove",
  nothing: "Nothing to show",
  previousPage: "Previous page",
  nextPage: "Next page",
  removeItem: (number) => `Remove item ${number}`,
  flatpickr: { firstDayOfWeek: 1 },
};

/** The text called `key`, with its values. */
export function text(key, ...values) {
  const found = (isChinese() ? CHINESE : ENGLISH)[key];
  return typeof found === "function" ? found(...values) : found;
}
