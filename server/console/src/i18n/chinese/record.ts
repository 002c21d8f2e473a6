// A person's own: the record, and what guards the account.
const record = {
  record: {
    own: '我的考勤',
    of: '{name}的考勤',
    pdf: '下载（PDF）',
    days: '应出勤',
    dayCounter: '天',
    compared: '上下班违规比上个月',
    comparedSub: '上个月 {n} 次',
    grid: '按日历看',
    weekdays: '一 二 三 四 五 六 日',
    all: '显示全部',
    provisional: '暂定，可能还有刷卡没有上报',
    empty: '这个月还没有考勤记录',
    emptyHint: '排班生效并刷卡后，每天的结果和原因会显示在这里。',
  },
  step: {
    title: '动态口令（第二步验证）',
    off: '没有开启。开启后，登录时除密码外还要输入手机上的六位数字。',
    on: '已开启。',
    begin: '开启',
    password: '当前密码',
    secret: '在验证器应用里手工输入这个密钥，然后填写它显示的数字',
    code: '应用显示的六位数字',
    confirm: '确认开启',
    recovery: '请抄下这些恢复码并妥善保管：手机不在身边时，每个可以代替口令登录一次。',
    stop: '关闭',
    stopSure: '关闭后登录只要密码。确定关闭吗？',
    stopped: '已关闭动态口令',
    codeWrong: '数字不对，请看应用里最新的六位数字',
    passwordWrong: '密码不正确',
    loginCode: '动态口令',
    loginCodeHint: '手机验证器上的六位数字，或一个恢复码',
  },
}

export default record
