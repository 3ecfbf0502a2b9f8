/** "Ada" of "Ada Nilsen". What has no first word worth showing alone, such as an id or a company's name, stays whole. */
export const firstName = (name: string): string => /^\p{L}[\p{L}'’-]+(?= )/u.exec(name)?.[0] ?? name;
