/** A PDF with a line of words on each page, as a program would write it. */
export function pdfOf(...pages: string[]): Blob {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ')}] /Count ${pages.length} >>`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'];
  for (const [index, words] of pages.entries()) {
    const drawing = `BT /F1 18 Tf 60 740 Td (${words.replace(/[()\\]/g, '\\$&')}) Tj ET 0.4 0.5 0.9 rg 60 560 220 120 re f`;
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`, `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`);
  }
  let text = '%PDF-1.4\n';
  const starts = objects.map((object, index) => { const start = text.length; text += `${index + 1} 0 obj\n${object}\nendobj\n`; return start; });
  const end = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${end}\n%%EOF\n`;
  return new Blob([text], { type: 'application/pdf' });
}

/** Something like a photograph: hills under a sky. */
export async function pictureOf(width = 640, height = 420): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height }), pen = canvas.getContext('2d')!, sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, '#5b8fd6');
  sky.addColorStop(1, '#f3d9b1');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  for (const [index, colour] of ['#6d8f7a', '#4c705c', '#2f4f40'].entries()) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, height);
    for (let x = 0; x <= width; x += 8) pen.lineTo(x, height * (0.55 + index * 0.14) + Math.sin(x / (60 + index * 40) + index * 2) * height * 0.07);
    pen.lineTo(width, height);
    pen.fill();
  }
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!), 'image/png'));
}

export const named = (blob: Blob, name: string): File => new File([blob], name, { type: blob.type });

export const code = `// What a pallet holds, by its profile.
import { profiles } from './profiles.ts';

export function pallets(order: Order): number {
  let sum = 0;
  for (const { profile, pieces } of order.lines) sum += Math.ceil(pieces / profiles[profile].perPallet); /* whole ones */
  return sum > 0 ? sum : 1;
}
`;

export const table = 'Article;Pieces;Price\n"Profile 40 × 40; cut";120;18,40\n"Profile ""heavy""";60;31,90\nCorner;480;1,15\n';
