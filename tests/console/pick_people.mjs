// People are picked by typing their ids, and only out of what the server says to the whole of an id.

/** The one person of a field. */
export async function choosePerson(page, label, id) {
  await page.getByRole('combobox', { name: label, exact: true }).focus()
  const answer = page.waitForResponse((response) => new URL(response.url()).searchParams.get('search') === id)
  await page.keyboard.type(id)
  const { name } = (await (await answer).json()).items[0]
  await page.locator('.el-select-dropdown__item:visible').filter({ hasText: name }).first().click()
}

/** Several in one field, whose list stays open until the end. */
export async function choosePeople(page, label, ...ids) {
  for (const id of ids) await choosePerson(page, label, id)
  await page.keyboard.press('Escape')
}
