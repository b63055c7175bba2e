// The language of the page, as the server wrote it into <html lang>.

export const isChinese = () => !document.documentElement.lang.startsWith("en");

/** The Chinese or the English text, by the language of the page. */
export const say = (chinese, english) => (isChinese() ? chinese : english);
