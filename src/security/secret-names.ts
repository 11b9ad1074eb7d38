/**
 * Names of fields, without `_` and `-` and in lower case, that hold secrets even where no schema says so: DRS may add
 * fields, and not all of its JSON has a schema.
 */
const telling =
  /passw(or)?d|pwd|secret|token|credential|authorization|privatekey|accesskey|certkey|storekey$|keytab|krb5conf|^[as]k$|密码|口令/

/** Whether the name of a field tells that its text is a secret. */
export function isSecretName(name: string): boolean {
  return telling.test(name.replace(/[_-]/g, '').toLowerCase())
}
