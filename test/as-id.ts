/** A text as the kind of id that is wanted: tests call people and rooms what they like. */
export const asId = <Id extends string>(text: string): Id => text as Id;
