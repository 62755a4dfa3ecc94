/** Contrast of two colours as browsers write them, by the formula of WCAG. */
export function contrast(one: string, other: string): number;
