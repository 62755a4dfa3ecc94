/** In seconds: so exactly the last use of an object outlives the process. */
export const hour = 3600;

/** Now, as last uses are noted: in seconds since 1970. */
export const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** The hour of a last use. */
export const hourOf = (seconds: number): number => Math.floor(seconds / hour);
