import type record from '../chinese/record'

const english: typeof record = {
  record: {
    own: 'My attendance',
    of: 'Attendance of {name}',
    pdf: 'Download (PDF)',
    days: 'Days due',
    dayCounter: 'days',
    compared: 'Breaches at work against the month before',
    comparedSub: '{n} in the month before',
    grid: 'As a calendar',
    weekdays: 'Mon Tue Wed Thu Fri Sat Sun',
    all: 'Show all',
    provisional: 'provisional: a tap may still come in',
    empty: 'Nothing is recorded this month yet',
    emptyHint: 'Each day’s result and its reason show here once hours are set and cards are tapped.',
  },
  step: {
    title: 'Second step',
    off: 'It is off. With it, logging in takes six digits from your phone besides the password.',
    on: 'It is on.',
    begin: 'Turn it on',
    password: 'Present password',
    scan: 'Scan this with an authenticator app',
    qr: 'QR code of the secret',
    secret: 'Or enter this secret by hand; then fill in the digits that the app shows',
    code: 'The six digits that the app shows',
    confirm: 'Confirm',
    recovery: 'Write these recovery codes down and keep them safe: each lets you log in once without your phone.',
    stop: 'Turn it off',
    stopSure: 'Logging in will take the password alone. Turn it off?',
    stopped: 'The second step is off',
    codeWrong: 'These are not the digits that the app shows now',
    passwordWrong: 'The password is wrong',
    loginCode: 'Code of the second step',
    loginCodeHint: 'The six digits of your authenticator app, or a recovery code',
  },
}

export default english
