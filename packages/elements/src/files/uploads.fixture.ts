/** A picture as a camera or a drawing program would make it. */
export async function picture(name = 'gate.png', width = 64, height = 48, colour = '#3a6ea5'): Promise<File> {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext('2d')!;
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#f2c14e';
  context.fillRect(width / 4, height / 4, width / 2, height / 2);
  const type = name.endsWith('.png') ? 'image/png' : 'image/jpeg';
  return new File([await canvas.convertToBlob({ type })], name, { type });
}

export const paper = (name = 'delivery-note.pdf', bytes = 50_000): File => new File([new Uint8Array(bytes)], name, { type: 'application/pdf' });
