/** A module of the widget's script. It is plain JavaScript, so its exports have no types here. */
export async function scriptModule(name: string): Promise<ReturnType<typeof JSON.parse>> {
  return import(new URL(`../archive/script/${name}`, import.meta.url).href);
}
