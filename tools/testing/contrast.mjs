/** Contrast of two colours as browsers write them, by the formula of WCAG. */
export function contrast(one, other) {
  const [light, dark] = [one, other]
    .map((colour) => {
      const parts = [...colour.matchAll(/[\d.]+/g)].slice(0, 3).map(([part]) => Number(part) / 255);
      const [red = 0, green = 0, blue = 0] = parts.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((left, right) => right - left);
  return (light + 0.05) / (dark + 0.05);
}
