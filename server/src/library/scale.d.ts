/** The bundler reads `.scale` files as text. */
declare module '*.scale' {
  const text: string;
  export default text;
}
