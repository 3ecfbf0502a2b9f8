const units = [['second', 1, 90], ['minute', 60, 90 * 60], ['hour', 3600, 36 * 3600], ['day', 86_400, Infinity]] as const;

/** "12 minutes": a length of time in its largest fitting unit. */
export function formatDuration(language: string, seconds: number): string {
  const [unit, length] = units.find(([, , below]) => seconds < below) ?? units[3];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(seconds / length);
}
