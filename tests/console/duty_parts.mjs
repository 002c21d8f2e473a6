// Which parts open on the pages of administrators, the security officer, the auditor and inspectors: looked at by
// open_parts.mjs.
import { checkOpenParts, FIRST_ROW } from './open_parts.mjs'

export async function checkDutyParts(tools) {
  await checkOpenParts(tools, 'admin', {
    '/staff': ['新增人员', '编辑', ['卡片', '挂失'], ['卡片', '注销'], '考勤机', '调动'],
    '/units': ['新增单位', '编辑'],
    '/schedules': ['新建作息时间', '编辑', '安排作息', '删除'],
    '/calendar/2027': [[/^1月5日/, '查看影响并保存']],
    '/policy': ['编辑', [['编辑', 1]]],
    '/kiosks': ['登记新考勤机', [['县政府大楼 东门', 1], '注销考勤机']],
    '/lists/staff': [],
    '/groups': [],
  })
  const officer = [/^督查/]
  await checkOpenParts(tools, 'security', {
    '/accounts': [
      '新建账号', [...officer, '编辑'], [...officer, '重设密码'], [...officer, '结束全部登录'], [...officer, '停用账号'],
    ],
  })
  await checkOpenParts(tools, 'audit', { '/audit': [/^第 \d+ 行$/] })
  await checkOpenParts(tools, 'inspector', {
    '/today': [],
    '/month': [],
    '/trend': [],
    '/heat': [],
    '/year': [],
    '/month-end': ['封存月报'],
    '/bulletin': ['通报设置和模板'],
    '/pairs?seconds=60&days=2': [],
    '/figure-codes': [],
    '/ledger': ['登记问题'],
    '/ledger?state=found': [[FIRST_ROW, '下发整改通知'], [FIRST_ROW, '不予处理']],
    '/review': [],
    '/spot-checks': ['登记抽查', [/^\d+月\d+日/, /^登入台账/]],
    '/record/s0007': [],
    '/password': [],
  })
}
