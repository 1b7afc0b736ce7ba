/** As much of a text as fits, with a sign that there is more. @param most characters, of which none is torn apart */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
