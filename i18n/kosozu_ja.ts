<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>kosozu</name>
    <message>
        <source>1 Plan</source>
        <translation>1 構想</translation>
    </message>
    <message>
        <source>2 Bring data in</source>
        <translation>2 取込</translation>
    </message>
    <message>
        <source>3 Check and decide</source>
        <translation>3 確認・判断</translation>
    </message>
    <message>
        <source>4 Action plan</source>
        <translation>4 行動計画</translation>
    </message>
    <message>
        <source>5 Print and hand out</source>
        <translation>5 印刷・配布</translation>
    </message>
    <message>
        <source>Action plan</source>
        <translation>行動計画</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>取組</translation>
    </message>
    <message>
        <source>Actions without a manager or a method</source>
        <translation>管理主体か手法のない取組</translation>
    </message>
    <message>
        <source>Another job is writing the plan. Drawing goes on when it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Areas by class and status</source>
        <translation>区分・状況別の面積</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush: click a parcel, or drag across parcels. Right button erases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change since the last saved edition, or since the plan was opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the plan</source>
        <translation>構想の確認</translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed findings</source>
        <translation>解消した調整事項</translation>
    </message>
    <message>
        <source>Code of the prefecture or municipality</source>
        <translation>都道府県・市町村コード</translation>
    </message>
    <message>
        <source>Coordinate system of the file</source>
        <translation>ファイルの座標系</translation>
    </message>
    <message>
        <source>Create a plan</source>
        <translation>構想を作る</translation>
    </message>
    <message>
        <source>Date of the district plan's public notice</source>
        <translation>地域計画の公告日</translation>
    </message>
    <message>
        <source>Day of the decision</source>
        <translation>決めた日</translation>
    </message>
    <message>
        <source>Decide on a finding</source>
        <translation>調整事項の判断</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Draft the action plan</source>
        <translation>行動計画の案を作る</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate rows</source>
        <translation>重複した行</translation>
    </message>
    <message>
        <source>Edition</source>
        <translation>版</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>文字コード</translation>
    </message>
    <message>
        <source>Encoding of a csv file</source>
        <translation>csv の文字コード</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase: take a parcel’s own class away (E, 0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the action plan</source>
        <translation>行動計画の書き出し</translation>
    </message>
    <message>
        <source>Families of rules</source>
        <translation>確認する項目</translation>
    </message>
    <message>
        <source>Field of the farm promotion class (農振法区分)</source>
        <translation>農振法区分の列</translation>
    </message>
    <message>
        <source>Field of the group's name</source>
        <translation>名称の列</translation>
    </message>
    <message>
        <source>Field of the kind</source>
        <translation>種類の列</translation>
    </message>
    <message>
        <source>Field of the management class</source>
        <translation>管理区分の列</translation>
    </message>
    <message>
        <source>Field of the manager</source>
        <translation>管理主体の列</translation>
    </message>
    <message>
        <source>Field of the method</source>
        <translation>管理手法の列</translation>
    </message>
    <message>
        <source>Field of the name</source>
        <translation>名称の列</translation>
    </message>
    <message>
        <source>Field of the parcel's key</source>
        <translation>筆のキーの列</translation>
    </message>
    <message>
        <source>Field of the status</source>
        <translation>区分の列</translation>
    </message>
    <message>
        <source>Field of the user in ten years</source>
        <translation>10年後の利用者の列</translation>
    </message>
    <message>
        <source>Field of the user now</source>
        <translation>現在の利用者の列</translation>
    </message>
    <message>
        <source>Field of the zone's id</source>
        <translation>区域IDの列</translation>
    </message>
    <message>
        <source>File of parcels</source>
        <translation>筆ポリゴンのファイル</translation>
    </message>
    <message>
        <source>File of pins or ledger</source>
        <translation>農地ピン・農地台帳のファイル</translation>
    </message>
    <message>
        <source>File of the target map</source>
        <translation>目標地図のファイル</translation>
    </message>
    <message>
        <source>Files drawn in grey below</source>
        <translation>背景に灰色で描くファイル</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>調整事項</translation>
    </message>
    <message>
        <source>Findings decided</source>
        <translation>判断した調整事項</translation>
    </message>
    <message>
        <source>Findings for information</source>
        <translation>調整事項（参考）</translation>
    </message>
    <message>
        <source>Findings that need a procedure</source>
        <translation>調整事項（要手続）</translation>
    </message>
    <message>
        <source>Findings to confirm</source>
        <translation>調整事項（要確認）</translation>
    </message>
    <message>
        <source>Findings to reconcile</source>
        <translation>調整事項（要調整）</translation>
    </message>
    <message>
        <source>First fiscal year</source>
        <translation>最初の年度</translation>
    </message>
    <message>
        <source>Folder of own catalogue tables</source>
        <translation>独自の基準表のフォルダー</translation>
    </message>
    <message>
        <source>Greatest distance to a parcel (m)</source>
        <translation>筆までの最大距離（m）</translation>
    </message>
    <message>
        <source>Import farmland parcels</source>
        <translation>筆ポリゴンの取込</translation>
    </message>
    <message>
        <source>Import groups of parcels</source>
        <translation>農業集落・水利系統などの取込</translation>
    </message>
    <message>
        <source>Import management zones</source>
        <translation>管理構想の区域の取込</translation>
    </message>
    <message>
        <source>Import marks</source>
        <translation>拠点・施設などの記号の取込</translation>
    </message>
    <message>
        <source>Import report</source>
        <translation>取込結果</translation>
    </message>
    <message>
        <source>Import the farmland target map</source>
        <translation>目標地図の取込</translation>
    </message>
    <message>
        <source>In hand: eraser (a parcel’s own class goes; what its zone says comes back)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join the farmland ledger</source>
        <translation>農地台帳・農地ピンの結び付け</translation>
    </message>
    <message>
        <source>Key of one finding</source>
        <translation>調整事項のキー（1件）</translation>
    </message>
    <message>
        <source>Kind of group</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Kind of mark</source>
        <translation>記号の種類</translation>
    </message>
    <message>
        <source>Land that nobody has talked about yet; “X” is land under discussion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Land without a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso: draw around parcels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last fiscal year</source>
        <translation>最後の年度</translation>
    </message>
    <message>
        <source>Layer “{layers}” has edits that are not saved. Save or discard them in QGIS, then draw on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level: what one click paints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of findings (csv)</source>
        <translation>調整事項の一覧（csv）</translation>
    </message>
    <message>
        <source>Locked: parcels of this class stay as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Management class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Management classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Management zones</source>
        <translation>管理構想の区域</translation>
    </message>
    <message>
        <source>Map area in hectares</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map sheet</source>
        <translation>図面</translation>
    </message>
    <message>
        <source>Mapping of columns</source>
        <translation>列の対応表</translation>
    </message>
    <message>
        <source>Methods: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the community</source>
        <translation>地域の名称</translation>
    </message>
    <message>
        <source>Name of the plan that the zones come from</source>
        <translation>上位の構想の名称</translation>
    </message>
    <message>
        <source>New findings</source>
        <translation>新しい調整事項</translation>
    </message>
    <message>
        <source>No class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No class yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No class yet: {share} % of the parcels’ area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of parcels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of users now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Office consulted, and date</source>
        <translation>相談した窓口と日付</translation>
    </message>
    <message>
        <source>Only land without a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or make a plan first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint a rectangle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint with a brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint with a lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Painted as {code}; the finer classes can be told apart later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parcel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parcels with a group</source>
        <translation>まとまりのある筆</translation>
    </message>
    <message>
        <source>Parcels with statuses</source>
        <translation>区分の列をもつ筆</translation>
    </message>
    <message>
        <source>Parcels without a group</source>
        <translation>まとまりのない筆</translation>
    </message>
    <message>
        <source>Plan area</source>
        <translation>計画の範囲</translation>
    </message>
    <message>
        <source>Plan file</source>
        <translation>構想ファイル</translation>
    </message>
    <message>
        <source>Plane coordinate system</source>
        <translation>平面直角座標系</translation>
    </message>
    <message>
        <source>Points or lines</source>
        <translation>点または線</translation>
    </message>
    <message>
        <source>Polygons or table of groups</source>
        <translation>区域のポリゴンまたは表</translation>
    </message>
    <message>
        <source>Print the map sheet</source>
        <translation>管理構想図の印刷</translation>
    </message>
    <message>
        <source>QGIS ended unexpectedly last time. Everything up to “{label}” ({when}) was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Reconcile farmland with zones</source>
        <translation>農地と区域の照合</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectangle: drag from corner to corner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo: {label} (Ctrl+Y)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace an existing plan</source>
        <translation>既存のファイルを置き換える</translation>
    </message>
    <message>
        <source>Report of findings</source>
        <translation>調整事項の報告（HTML）</translation>
    </message>
    <message>
        <source>Role of the person who decides</source>
        <translation>判断した立場</translation>
    </message>
    <message>
        <source>Rows matched</source>
        <translation>結び付いた行</translation>
    </message>
    <message>
        <source>Rows matched by key</source>
        <translation>キーで結び付いた行</translation>
    </message>
    <message>
        <source>Rows matched inside a parcel</source>
        <translation>筆の内側で結び付いた行</translation>
    </message>
    <message>
        <source>Rows matched to a near parcel</source>
        <translation>近くの筆に結び付いた行</translation>
    </message>
    <message>
        <source>Rows merged into others</source>
        <translation>他にまとめた行</translation>
    </message>
    <message>
        <source>Rows read</source>
        <translation>読んだ行</translation>
    </message>
    <message>
        <source>Rows refused</source>
        <translation>取り込まなかった行</translation>
    </message>
    <message>
        <source>Rows used</source>
        <translation>使った行</translation>
    </message>
    <message>
        <source>Rows without a parcel</source>
        <translation>筆のない行</translation>
    </message>
    <message>
        <source>Rows written</source>
        <translation>書き出した行</translation>
    </message>
    <message>
        <source>Rule of a group of findings</source>
        <translation>規則（まとまり）</translation>
    </message>
    <message>
        <source>Set the plan's status</source>
        <translation>構想の状態を変える</translation>
    </message>
    <message>
        <source>Share of all parcels’ area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the area without a class (percent)</source>
        <translation>未検討の面積割合（%）</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>用紙</translation>
    </message>
    <message>
        <source>Slivers below this area (m²)</source>
        <translation>端数とする面積（㎡）</translation>
    </message>
    <message>
        <source>Slivers below this share (percent)</source>
        <translation>端数とする割合（%）</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Table of classes (raw,class)</source>
        <translation>管理区分の読み替え表（raw,class）</translation>
    </message>
    <message>
        <source>Table of statuses (raw,status)</source>
        <translation>区分の読み替え表（raw,status）</translation>
    </message>
    <message>
        <source>Target fiscal year of the district's plan</source>
        <translation>地域計画の目標年度</translation>
    </message>
    <message>
        <source>The plan was of an older version and has been brought up to date. A copy is kept: {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Three classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>階層</translation>
    </message>
    <message>
        <source>Title of the plan</source>
        <translation>構想の名称</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: {label} (Ctrl+Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose zones</source>
        <translation>どの構想の区域か</translation>
    </message>
    <message>
        <source>Year of issue</source>
        <translation>公開年</translation>
    </message>
    <message>
        <source>Zone of a group of findings</source>
        <translation>区域ID（まとまり）</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>parcels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>users</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>± ha</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
