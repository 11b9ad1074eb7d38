import { say } from '../../base/i18n.ts'
import { advice } from './advice.ts'
import { type ErrorRow, v3 } from './row.ts'

/** What a connection test answers inside a result item (DRS API reference A.3, table A-4). */
export const connectionErrors = [
  {
    code: 'DRS.KE0001',
    ...v3(200, 'database_connection'),
    retryable: true,
    message: 'Failed to connect to the database network.',
    meaning: say(
      'The replication instance does not reach the database over the network.',
      '复制实例与数据库之间网络不通。',
    ),
    advice: advice.network,
  },
  {
    code: 'DRS.KE0002',
    ...v3(200, 'database_connection'),
    message: 'The username or password is incorrect.',
    meaning: say('The database rejected user or password.', '数据库拒绝了用户名或密码。'),
    advice: advice.login,
  },
  {
    code: 'DRS.KE0003',
    ...v3(200, 'database_connection'),
    message: 'The port cannot be accessed.',
    meaning: say('The database port does not answer.', '数据库端口无法访问。'),
    advice: say(
      'Check the port number, whether the database listens on it, and whether security group and firewall let the replication instance in.',
      '检查端口号、数据库是否在监听该端口，以及安全组和防火墙是否放通复制实例。',
    ),
  },
  {
    code: 'DRS.KE0004',
    ...v3(200, 'database_connection'),
    message:
      'Connection failed.Handling suggestion: Please check the security group/firewall/SSL configuration of the database.',
    meaning: say('The connection to the database failed.', '连接数据库失败。'),
    advice: say(
      'Check the security group, the firewall and the SSL setting of the database, then repeat the test.',
      '检查数据库的安全组、防火墙和SSL配置，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0005',
    ...v3(200, 'database_connection'),
    message:
      "The database user must allow remote connections.Handling suggestion: Run CREATE USER 'Account'@'%' IDENTIFIED BY 'Password' to create a user that allows remote connections. After the migration, delete this user.",
    meaning: say('The database user may not log in from another host.', '该数据库用户不允许从远程主机登录。'),
    advice: say(
      "Create an account for the address of the replication instance: `CREATE USER '<user>'@'<DRS IP>' IDENTIFIED BY '<password>'`; grant it the rights of the task and drop it when the task has ended.",
      "为复制实例的地址创建账号：`CREATE USER '<user>'@'<DRS IP>' IDENTIFIED BY '<password>'`；授予任务所需权限，任务结束后删除该账号。",
    ),
  },
  {
    code: 'DRS.KE0006',
    ...v3(200, 'database_connection'),
    message:
      'The remote connection permission is not configured in pg_hba.conf for the replication instance and database user.Handling suggestion: Add "host all ***(dbuser) 0.0.0.0/0 password" to the pg_hba.conf configuration file to grant the remote connection permission to the user and restart the database. After the migration is complete, delete this record and restart the database again.',
    meaning: say(
      'pg_hba.conf does not let this user in from the replication instance.',
      'pg_hba.conf没有允许该用户从复制实例连接。',
    ),
    advice: say(
      'Add the line: `host all <user> <DRS IP>/32 <method>`, reload the configuration (`SELECT pg_reload_conf();`) and take the line out when the task has ended.',
      '在pg_hba.conf中加入一行：`host all <user> <DRS IP>/32 <method>`，然后重新加载配置（`SELECT pg_reload_conf();`）；任务结束后删除该行。',
    ),
  },
  {
    code: 'DRS.KE0007',
    ...v3(200, 'database_connection'),
    message:
      'The database user does not have the login permission.Handling suggestion: Run alter role ***(dbuser) login to grant the login permission.',
    meaning: say('The database role may not log in.', '该数据库角色没有登录权限。'),
    advice: say(
      'Allow it: `ALTER ROLE <user> LOGIN;` then repeat the test.',
      '授予登录权限：`ALTER ROLE <user> LOGIN;` 然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0008',
    ...v3(200, 'database_connection'),
    message:
      'The specified source database does not exist. Handling suggestion: Create a database or enter an existing database name.',
    meaning: say('The source has no database of this name.', '源库中不存在指定的数据库。'),
    advice: say(
      'Enter the name of an existing database (mind the case), or create it.',
      '填写已存在的数据库名（注意大小写），或创建该数据库。',
    ),
  },
  {
    code: 'DRS.KE0009',
    ...v3(200, 'database_connection'),
    message: 'The SSL CA certificate does not exist.Handling suggestion: Contact technical support.',
    meaning: say('DRS has no SSL CA certificate for this connection.', 'DRS找不到此连接的SSL CA证书。'),
    advice: say(
      'Upload the CA certificate of the database again. If that does not help, contact Huawei Cloud support.',
      '重新上传数据库的CA证书；如仍失败，请向华为云提交工单。',
    ),
  },
  {
    code: 'DRS.KE0010',
    ...v3(200, 'database_connection'),
    message:
      'SSL is not enabled or the certificate is invalid. Handling suggestion: Enable SSL or upload a valid SSL CA certificate.',
    meaning: say(
      'SSL is off at the database, or the certificate is not valid.',
      '数据库未启用SSL，或证书无效。',
    ),
    advice: say(
      'Switch SSL on at the database or off in the task, or upload a valid CA certificate.',
      '在数据库侧启用SSL，或在任务中关闭SSL，或上传有效的CA证书。',
    ),
  },
  {
    code: 'DRS.KE0011',
    ...v3(200, 'database_connection'),
    message: 'The source database does not have the Microsoft SQL Server replication component installed.',
    meaning: say(
      'The source lacks the replication component of SQL Server.',
      '源库没有安装SQL Server的复制组件。',
    ),
    advice: say(
      'Install the feature "SQL Server Replication" on the source, then repeat the test.',
      '在源库安装“SQL Server复制”功能，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0012',
    ...v3(200, 'database_connection'),
    message: 'The user does not have the permission to access the database.',
    meaning: say('The account may not access the database.', '该账号没有访问数据库的权限。'),
    advice: advice.grantAccess,
  },
  {
    code: 'DRS.KE0013',
    ...v3(200, 'database_connection'),
    message: 'Insufficient permissions.',
    meaning: say('The rights of the account are not enough.', '该账号的权限不足。'),
    advice: advice.grantAccess,
  },
  {
    code: 'DRS.KE0014',
    ...v3(200, 'service'),
    retryable: true,
    message: 'Internal error.',
    meaning: say('The connection test itself broke off.', '连接测试自身出现内部错误。'),
    advice: say(
      'Repeat the test; it changes nothing. If it still fails, contact Huawei Cloud support with the request ID.',
      '重新测试连接（测试不会改动任何内容）；如仍失败，请带上请求ID提交工单。',
    ),
  },
  {
    code: 'DRS.KE0015',
    ...v3(200, 'database_connection'),
    retryable: true,
    message: 'The network connection between the replication instance and database is faulty.',
    meaning: say(
      'The network between the replication instance and the database is disturbed.',
      '复制实例与数据库之间的网络异常。',
    ),
    advice: say(
      'Repeat the test. If it stays, check VPN, dedicated line, routes and security groups between the two.',
      '重新测试；如仍失败，请检查两者之间的VPN、专线、路由和安全组。',
    ),
  },
  {
    code: 'DRS.KE0016',
    ...v3(200, 'database_connection'),
    message:
      'Failed to connect to the database. In the postgresql.conf file, the listen_addresses parameter value or port number is incorrect.Handling suggestion: In postgres.conf, set listen_addresses to * or change the port number to the correct value. Then, restart the database for the modification to take effect.',
    meaning: say(
      'PostgreSQL does not listen on this address or port.',
      'PostgreSQL没有在此地址或端口上监听。',
    ),
    advice: say(
      "Set `listen_addresses = '*'` (or the right address) and the port in `postgresql.conf` and restart the database, or correct the port in the task.",
      "在`postgresql.conf`中设置`listen_addresses = '*'`（或正确的地址）和端口并重启数据库，或更正任务中填写的端口。",
    ),
  },
  {
    code: 'DRS.KE0017',
    ...v3(200, 'database_connection'),
    message:
      'The IP address cannot be pinged.Handling suggestion: See migration preparations in the DRS Best Practices.',
    meaning: say('The address does not answer to ping.', '该IP地址无法PING通。'),
    advice: say(
      'Check the address and the network path. If only ping is blocked, allow ICMP from the replication instance.',
      '检查IP地址和网络路径；如果只是禁止了PING，请放通来自复制实例的ICMP。',
    ),
  },
  {
    code: 'DRS.KE0018',
    ...v3(200, 'database_connection'),
    retryable: true,
    message: 'Failed to resolve the domain name.',
    meaning: say('The domain name could not be resolved.', '域名解析失败。'),
    advice: say(
      'Check the name and that the DNS of the replication instance knows it, or enter the IP address. Then repeat the test.',
      '检查域名以及复制实例所用的DNS能否解析，或改填IP地址，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0019',
    ...v3(200, 'database_connection'),
    message:
      'Failure cause: The subnets of any of the source, destination, or replication (synchronization or disaster recovery) instances in different VPCs overlap.',
    meaning: say(
      'Subnets overlap: source, destination and replication instance lie in different VPCs with the same address range.',
      '源库、目标库和复制实例位于不同VPC，但其中有子网网段重叠。',
    ),
    advice: say(
      'Use subnets that do not overlap, or connect over a public network (EIP).',
      '改用网段不重叠的子网，或改为通过公网（EIP）连接。',
    ),
  },
  {
    code: 'DRS.KE0020',
    ...v3(200, 'database_connection'),
    message: 'Incorrect replica set name.',
    meaning: say('The name of the replica set is wrong.', '副本集名称错误。'),
    advice: say(
      'Read the name with `rs.status()` (field `set`) and correct it in the task.',
      '用`rs.status()`查看副本集名称（`set`字段），并在任务中更正。',
    ),
  },
  {
    code: 'DRS.KE0021',
    ...v3(200, 'database_connection'),
    message:
      'The source database cannot connect to the port of the replication instance.Handling suggestion: Modify the firewall and security group configurations of the source and destination databases to enable the source database to connect to the port of the replication instance. See migration preparations in the DRS Best Practices.',
    meaning: say(
      'The source database does not reach the port of the replication instance.',
      '源库无法访问复制实例的端口。',
    ),
    advice: say(
      'Open the way from the source to the replication instance in firewalls and security groups of both sides, then repeat the test.',
      '在两侧的防火墙和安全组中放通源库到复制实例的访问，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0022',
    ...v3(200, 'database_connection'),
    message: 'The SSL certificate is incorrect.Handling suggestion: Upload a correct SSL certificate.',
    meaning: say('The SSL certificate does not fit.', 'SSL证书不正确。'),
    advice: say(
      'Upload the CA certificate that signed the certificate of the database.',
      '上传签发该数据库证书的CA证书。',
    ),
  },
  {
    code: 'DRS.KE0023',
    ...v3(200, 'database_connection'),
    message:
      'The DRS EIP is not in the whitelist of the source database.Handling suggestion: Add the DRS EIP to the whitelist of the source database.',
    meaning: say(
      'The EIP of the replication instance is not in the whitelist of the source.',
      '复制实例的弹性公网IP不在源库的白名单中。',
    ),
    advice: say(
      'Add the EIP of the replication instance to the whitelist of the source, then repeat the test.',
      '把复制实例的弹性公网IP加入源库白名单，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0030',
    ...v3(200, 'database_connection'),
    message:
      'The service name is incorrect.Handling suggestion: Check whether the service name is correct before the connection test.',
    meaning: say('The database does not know this service name.', '数据库服务名错误。'),
    advice: say(
      'Look it up on the server (`lsnrctl status`) and correct it in the task.',
      '在服务器上用`lsnrctl status`查看服务名，并在任务中更正。',
    ),
  },
  {
    code: 'DRS.KE0031',
    ...v3(200, 'database_connection'),
    message:
      'Query failed.Handling suggestion: Check whether the migration account has sufficient permissions.',
    meaning: say('The connection stands, but a query of DRS failed.', '已连上数据库，但DRS执行查询失败。'),
    advice: say(
      'Check the rights of the account, then repeat the test.',
      '检查该账号的权限，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0032',
    ...v3(200, 'database_connection'),
    message: 'The Oracle certificate is incorrect.Handling suggestion: Upload a correct Oracle certificate.',
    meaning: say('The Oracle certificate is wrong.', 'Oracle证书错误。'),
    advice: say('Upload the right Oracle certificate.', '上传正确的Oracle证书。'),
  },
  {
    code: 'DRS.KE0033',
    ...v3(200, 'database_connection'),
    message:
      'The username, password, or authentication database of the source database is incorrect.Handling suggestion: Check that the input username, password, and authentication database for the connection test are correct.',
    meaning: say(
      'User, password or authentication database of the source is wrong.',
      '源库的用户名、密码或鉴权数据库错误。',
    ),
    advice: advice.loginMongo,
  },
  {
    code: 'DRS.KE0034',
    ...v3(200, 'database_connection'),
    message:
      'The username, password, or authentication database of the destination database is incorrect.Handling suggestion: Check that the input username, password, and authentication database for the connection test are correct.',
    meaning: say(
      'User, password or authentication database of the destination is wrong.',
      '目标库的用户名、密码或鉴权数据库错误。',
    ),
    advice: advice.loginMongo,
  },
  {
    code: 'DRS.KE0035',
    ...v3(200, 'database_connection'),
    message: 'The database middleware is not a MySQL sharding middleware.',
    meaning: say(
      'The middleware that was entered is no MySQL sharding middleware.',
      '填写的数据库中间件不是MySQL分片中间件。',
    ),
    advice: say(
      'Enter the address of the sharding middleware, or choose a link for a plain MySQL.',
      '填写分片中间件的地址，或改用普通MySQL的链路。',
    ),
  },
  {
    code: 'DRS.KE0036',
    ...v3(200, 'database_connection'),
    message:
      'SSL must be enabled when the database password plugin caching_sha2_password is verified.Handling suggestion: Enable SSL or create a user.',
    meaning: say('The account’s login plugin needs SSL here.', '该账号的认证插件要求启用SSL。'),
    advice: say(
      'Switch SSL on in the task, or use an account made with `IDENTIFIED WITH mysql_native_password`.',
      '在任务中启用SSL，或使用以`mysql_native_password`插件创建的账号。',
    ),
  },
  {
    code: 'DRS.KE0037',
    ...v3(200, 'database_connection'),
    message:
      'The username or password is incorrect.Handling suggestion: Check that the input username and password for the connection test are correct.',
    meaning: say('The database rejected user or password.', '数据库拒绝了用户名或密码。'),
    advice: advice.login,
  },
  {
    code: 'DRS.KE0038',
    ...v3(200, 'database_connection'),
    message: 'The account is locked.Handling suggestion: Contact technical support to unlock the account.',
    meaning: say('The account is locked.', '该账号已被锁定。'),
    advice: advice.unlock,
  },
  {
    code: 'DRS.KE0039',
    ...v3(200, 'database_connection'),
    message:
      'The database cannot be connected because the client IP address is not in the whitelist.Handling suggestion: Use an account with the ALTER SYSTEM permission and execute the following SQL statement: alter system add hba entry (hostssl [Username] [Subnet of the RDS instance]);',
    meaning: say(
      'The database does not let the address of the replication instance in.',
      '数据库白名单中没有该客户端地址。',
    ),
    advice: say(
      'With an account that has ALTER SYSTEM run: `alter system add hba entry (hostssl <user> <subnet>);` then repeat the test.',
      '使用有ALTER SYSTEM权限的账号执行：`alter system add hba entry (hostssl <user> <subnet>);` 然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0040',
    ...v3(200, 'database_connection'),
    retryable: true,
    message: 'The kafka brokers is not available.',
    meaning: say('No Kafka broker answers.', 'Kafka的Broker不可用。'),
    advice: advice.kafka,
  },
  {
    code: 'DRS.KE0041',
    ...v3(200, 'database_connection'),
    retryable: true,
    message: 'The kafka is not available.',
    meaning: say('Kafka is not available.', 'Kafka不可用。'),
    advice: advice.kafka,
  },
  {
    code: 'DRS.KE0042',
    ...v3(200, 'database_connection'),
    message: 'The kafka topic is not existed.',
    meaning: say('Kafka has no such topic.', 'Kafka中不存在该主题。'),
    advice: say(
      'Create the topic or correct its name, then repeat the test.',
      '创建该主题或更正其名称，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0043',
    ...v3(200, 'database_connection'),
    message:
      'The user does not have the permission to create connections.Grant the required permission to the user and try again.',
    meaning: say('The account may not open connections.', '该账号没有建立连接的权限。'),
    advice: say(
      'Allow it (Oracle: `GRANT CREATE SESSION TO <user>;`), then repeat the test.',
      '授予连接权限（Oracle：`GRANT CREATE SESSION TO <user>;`），然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0044',
    ...v3(200, 'validation'),
    message:
      'The parameters for test connection contains non-ascii character. Handling suggestion: Please check test connection parameters, use user info without NON-ASCII characters to test connection.',
    meaning: say('The connection data contains characters outside ASCII.', '测试连接的参数包含非ASCII字符。'),
    advice: say(
      'Look for full-width or invisible characters in user and database name, or use an account without such characters.',
      '检查用户名和库名中是否混入全角或不可见字符，或改用不含非ASCII字符的账号。',
    ),
  },
  {
    code: 'DRS.KE0045',
    ...v3(200, 'database_connection'),
    message: 'The user account is locked.',
    meaning: say('The account is locked.', '用户账号已被锁定。'),
    advice: advice.unlock,
  },
  {
    code: 'DRS.KE0046',
    ...v3(200, 'database_connection'),
    message:
      'The IP address that the user requested to establish a connection is not monitored by the database.',
    meaning: say(
      'The database does not listen on the address that was asked for.',
      '数据库没有在所请求的IP地址上监听。',
    ),
    advice: say(
      'Check the address in the task and the listener setting of the database.',
      '检查任务中填写的IP地址以及数据库的监听配置。',
    ),
  },
  {
    code: 'DRS.KE0047',
    ...v3(200, 'database_connection'),
    message:
      'The queue name is not exist.Handling suggestion: Check that the input queue name for the connection test are correct.',
    meaning: say('The queue does not exist.', '队列不存在。'),
    advice: say('Correct the name of the queue, then repeat the test.', '更正队列名称，然后再测试连接。'),
  },
  {
    code: 'DRS.KE0048',
    ...v3(200, 'database_connection'),
    message: 'Failed to connect to the database.',
    meaning: say(
      'The database could not be connected; no reason is given.',
      '连接数据库失败，未给出具体原因。',
    ),
    advice: say(
      'Check address, port, account and network path one after the other. If all is right, contact Huawei Cloud support with the request ID.',
      '依次检查地址、端口、账号和网络；如均无误，请带上请求ID提交工单。',
    ),
  },
  {
    code: 'DRS.KE0049',
    ...v3(200, 'database_connection'),
    message: 'Database user privilege is not enough.',
    meaning: say('The rights of the database account are not enough.', '数据库用户权限不足。'),
    advice: advice.grantAccess,
  },
  {
    code: 'DRS.KE0050',
    ...v3(200, 'database_connection'),
    message: 'The PDB database is not open.',
    meaning: say('The pluggable database (PDB) is not open.', 'PDB数据库未打开。'),
    advice: say(
      'Open it: `ALTER PLUGGABLE DATABASE <pdb> OPEN;` then repeat the test.',
      '打开PDB：`ALTER PLUGGABLE DATABASE <pdb> OPEN;` 然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0051',
    ...v3(200, 'database_connection'),
    message: 'The PDB database does not exist.',
    meaning: say('There is no pluggable database (PDB) of this name.', 'PDB数据库不存在。'),
    advice: say(
      'List them with `SELECT name FROM v$pdbs;` and correct the name in the task.',
      '用`SELECT name FROM v$pdbs;`查看，并在任务中更正名称。',
    ),
  },
  {
    code: 'DRS.KE0052',
    ...v3(200, 'database_connection'),
    message: 'Versions earlier than Oracle 12c do not support PDB.',
    meaning: say('Oracle before 12c has no pluggable databases (PDB).', 'Oracle 12c之前的版本没有PDB。'),
    advice: say(
      'Leave the PDB empty, or use a source of version 12c or later.',
      '不要填写PDB，或使用12c及以上版本的源库。',
    ),
  },
  {
    code: 'DRS.KE0053',
    ...v3(200, 'database_connection'),
    message: 'Entered Oracle user has insufficient permissions.',
    meaning: say('The rights of the Oracle account are not enough.', '该Oracle账号的权限不足。'),
    advice: say(
      'Grant CREATE SESSION, SELECT ANY DICTIONARY and SELECT on the tables of the task, then repeat the test.',
      '授予CREATE SESSION、SELECT ANY DICTIONARY以及任务所选表的SELECT权限，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0054',
    ...v3(200, 'database_connection'),
    message:
      'Agent Connection Failed.Handling suggestion: Please check whether the logical replication agent is enabled or IP address and port number of the logical replication agent is correct.',
    meaning: say('The logical replication agent does not answer.', '连接不到逻辑复制代理。'),
    advice: say(
      'Check that the agent runs and that its address and port in the task are right.',
      '确认逻辑复制代理已启动，且任务中填写的IP和端口正确。',
    ),
  },
  {
    code: 'DRS.KE0055',
    ...v3(200, 'database_connection'),
    message: 'Password has expired.Handling suggestion: Please reset the password.',
    meaning: say('The password of the account has expired.', '账号密码已过期。'),
    advice: say(
      'Set a new password in the database, enter it in the task, then repeat the test.',
      '在数据库中重置密码，在任务中填写新密码，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0056',
    ...v3(200, 'database_connection'),
    message:
      'The current instance does not support connections on multiple IP addresses during synchronization. Possible cause: The current instance is connected to a node through multiple IP addresses, which can cause a task to fail. Handling suggestion: Select a stable node, enter the single IP address of the node, and try to connect to the instance again.',
    meaning: say(
      'This instance cannot be synchronized over several addresses at once.',
      '该实例的数据同步不支持用多个IP连接。',
    ),
    advice: say(
      'Choose one stable node and enter only its address.',
      '选择一个稳定的节点，只填写该节点的IP。',
    ),
  },
  {
    code: 'DRS.KE0057',
    ...v3(200, 'database_connection'),
    message: 'The Kafka user name or password is incorrect.',
    meaning: say('Kafka rejected user or password.', 'Kafka的用户名或密码不正确。'),
    advice: say(
      'Check the user, the password and the SASL mechanism, then repeat the test.',
      '检查用户名、密码和SASL认证机制，然后再测试连接。',
    ),
  },
  {
    code: 'DRS.KE0058',
    ...v3(200, 'database_connection'),
    message: 'The Kafka encryption certificate or certificate password is incorrect.',
    meaning: say('The Kafka certificate or its password is wrong.', 'Kafka的证书或证书密码不正确。'),
    advice: say(
      'Upload the right certificate and enter its password again.',
      '上传正确的证书，并重新填写证书密码。',
    ),
  },
  {
    code: 'DRS.KE0059',
    ...v3(200, 'database_connection'),
    message: 'The connected DB engine does not match the DB engine supported by the task.',
    meaning: say(
      'The database that answered is of another engine than the task expects.',
      '实际连接的数据库引擎与任务的引擎不一致。',
    ),
    advice: say(
      'Check address and port; if they are right, create a task for the real engine.',
      '检查地址和端口；如果无误，请按实际引擎新建任务。',
    ),
  },
  {
    code: 'DRS.KE0060',
    ...v3(200, 'database_connection'),
    message:
      'Test connection is succeeded.Handling suggestion: The Oracle database is a RAC cluster. You are advised to use the SCAN IP address as the connection. For details, see here.',
    meaning: say(
      'Not a failure: the test passed. The source is an Oracle RAC.',
      '不是失败：连接测试已通过，源库为Oracle RAC集群。',
    ),
    advice: say(
      'Better enter the SCAN address, so that the task survives the loss of one node.',
      '建议填写SCAN IP，这样单个节点故障时任务不受影响。',
    ),
  },
  {
    code: 'DRS.KE0061',
    ...v3(200, 'database_connection'),
    message:
      'Possible reasons are:1. The node status is abnormal.2. The primary node information is not specified.3. The whitelist of pg_hba.conf is not configured.4.The network is abnormal.',
    meaning: say(
      'The test failed: node faulty, primary not named, pg_hba.conf without an entry, or network trouble.',
      '测试连接失败：可能是节点异常、未填写主节点、未配置pg_hba.conf白名单或网络异常。',
    ),
    advice: say(
      'Check in this order: the node runs, the primary node is entered, pg_hba.conf lets the replication instance in, the port is open.',
      '依次检查：节点运行正常、已填写主节点、pg_hba.conf放通复制实例、端口可达。',
    ),
  },
  {
    code: 'DRS.KE0062',
    ...v3(200, 'database_connection'),
    message: 'The archived space is full, need to release.',
    meaning: say('The archive space of the database is full.', '数据库的归档空间已满。'),
    advice: say(
      'Free archive space: back up and remove old archived logs, but keep those DRS still has to read. Oracle: check `V$RECOVERY_FILE_DEST`.',
      '清理归档空间：备份并删除旧的归档日志，但保留DRS尚未读取的日志；Oracle可查看`V$RECOVERY_FILE_DEST`。',
    ),
  },
  {
    code: 'DRS.KE0063',
    ...v3(200, 'database_connection'),
    message:
      'The database query result is empty. The database does not have a table or does not have the SELECT permission on the table.',
    meaning: say(
      'The database shows no table: it has none, or the account may not read them.',
      '查不到任何表：库中没有表，或账号没有表的SELECT权限。',
    ),
    advice: say(
      'Check that the right database is entered and that the account has SELECT on its tables.',
      '确认填写的库正确，且账号拥有表的SELECT权限。',
    ),
  },
  {
    code: 'DRS.KE0064',
    ...v3(200, 'database_connection'),
    message:
      "The account password has expired.Handling suggestion: Changing the Expired Status of a User to OPEN.Refer to the modification statement: UPDATE SYS.USER$ SET ASTATUS = 0 WHERE NAME = 'user_name'.",
    meaning: say('The password of the account has expired.', '账号密码已过期。'),
    advice: say(
      'Set a new password (`ALTER USER <user> IDENTIFIED BY <password>`), enter it in the task, then repeat the test. Leave the UPDATE of SYS.USER$ in the details to an Oracle DBA.',
      '重新设置密码（`ALTER USER <user> IDENTIFIED BY <password>`），在任务中填写新密码后再测试连接；详情中直接更新SYS.USER$的方法请交由Oracle DBA判断。',
    ),
  },
  {
    code: 'DRS.KE0065',
    ...v3(200, 'database_connection'),
    message:
      'Database access denied. Handling suggestion: 1.Check whether the database name is correct before the connection test. 2.Check whether the DB2 database listening port number is correct. 3.Check whether the DB2 server is stopped. 4.Check whether the Firewall is stopped.',
    meaning: say('DB2 refused the access.', 'DB2拒绝了访问。'),
    advice: say(
      'Check the name of the database, the listening port, that the DB2 server runs, and that the firewall lets the replication instance in.',
      '检查数据库名称、监听端口、DB2服务是否运行，以及防火墙是否放通复制实例。',
    ),
  },
  {
    code: 'DRS.KE0066',
    ...v3(200, 'validation'),
    message: 'The number of DRS task shards must be the same as the actual number of GaussDB shard nodes.',
    meaning: say(
      'The task has another number of shards than GaussDB has.',
      '任务的分片数与GaussDB实际分片数不一致。',
    ),
    advice: say(
      'Count the shards of GaussDB and create the task with that number.',
      '查询GaussDB的实际分片数，并按此数量创建任务。',
    ),
  },
  {
    code: 'DRS.KE0067',
    ...v3(200, 'database_connection'),
    message: 'Cannot open user default database.',
    meaning: say('The default database of the account cannot be opened.', '无法打开该账号的默认数据库。'),
    advice: say(
      'Check that the default database exists and is online, or give the account another one.',
      '检查默认数据库是否存在且在线，或为该账号指定其他默认数据库。',
    ),
  },
  {
    code: 'DRS.KE0068',
    ...v3(200, 'validation'),
    message: 'The GTID format is incorrect.',
    meaning: say('The GTID set is not well formed.', 'GTID格式不正确。'),
    advice: say(
      'Copy the set unchanged from the source (SHOW MASTER STATUS; from MySQL 8.4 SHOW BINARY LOG STATUS).',
      '从源库原样复制GTID集合（SHOW MASTER STATUS；MySQL 8.4起为SHOW BINARY LOG STATUS）。',
    ),
  },
  {
    code: 'DRS.KE0069',
    ...v3(200, 'validation'),
    message:
      'The specified point is unavailable, the specified point must be between the task start point and the current point.',
    meaning: say('The position lies outside what the task can reach.', '指定的位点不在可用范围内。'),
    advice: say(
      'Choose a position between the start of the task and its current position.',
      '请选择任务启动位点与当前位点之间的位点。',
    ),
  },
  {
    code: 'DRS.KE0070',
    ...v3(200, 'database_connection'),
    message:
      'Connection failed.Handling suggestion: Please check the security group/firewall/SSL configuration/pg_hba.conf whitelist of the database.',
    meaning: say('The connection to the database failed.', '连接数据库失败。'),
    advice: say(
      'Check security group, firewall and SSL setting of the database, and the entry for the replication instance in pg_hba.conf.',
      '检查数据库的安全组、防火墙、SSL配置，以及pg_hba.conf中是否放通复制实例。',
    ),
  },
] satisfies readonly ErrorRow[]
