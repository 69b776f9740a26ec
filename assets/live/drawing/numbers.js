// How a number is written, and beside its error with as many digits as that leaves (as app/ui/numbers.py does).

const MOST_PLACES = 6;

/** A number's text with true minus signs, and with none before a nothing. */
export const signed = (text) => text.replaceAll("-", /[1-9]/.test(text) ? "−" : "");

/** With so many decimal places. */
export const fixed = (value, places) => signed(value.toFixed(places));

/** The two parts of "0.0401 ± 0.0032": two digits of the error decide; one that is too small to be written says nothing. */
export function apart(value, error) {
  if (!(error >= 0.5 * 10 ** -MOST_PLACES) || !Number.isFinite(error)) return [fixed(value, 3), ""];
  const places = Math.min(MOST_PLACES, Math.max(0, 1 - Math.floor(Math.log10(error))));
  return [fixed(value, places), `± ${error.toFixed(places)}`];
}
