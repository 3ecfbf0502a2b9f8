/** Rows of comma-separated values (RFC 4180), or of those that semicolons or tabs separate: what stands most often in the first line decides. */
export function rowsOf(text: string, most = Infinity): string[][] {
  const [first = ''] = text.split('\n', 1);
  const by = [',', ';', '\t', '|'].map((mark) => [mark, first.split(mark).length] as const).sort(([, one], [, other]) => other - one)[0]![0];
  const rows: string[][] = [];
  let row: string[] = [], at = 0;
  while (at < text.length && rows.length < most) {
    let cell = '';
    if (text[at] === '"') {
      let end = text.indexOf('"', ++at);
      while (end >= 0 && text[end + 1] === '"') {
        cell += text.slice(at, end + 1);
        at = end + 2;
        end = text.indexOf('"', at);
      }
      cell += text.slice(at, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end + 1;
    }
    let end = at;
    while (end < text.length && text[end] !== by && text[end] !== '\n') end++;
    row.push(cell + text.slice(at, end).replace(/\r$/, ''));
    at = end + 1;
    if (end < text.length && text[end] === by) continue;
    rows.push(row);
    row = [];
  }
  if (row.length) rows.push([...row, '']);
  return rows;
}
