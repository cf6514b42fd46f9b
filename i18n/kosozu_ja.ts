<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>kosozu</name>
    <message>
        <source> min</source>
        <translation> 分</translation>
    </message>
    <message>
        <source>1 Plan</source>
        <translation>1 構想</translation>
    </message>
    <message>
        <source>2 Bring data in</source>
        <translation>2 取込</translation>
    </message>
    <message>
        <source>2034 or 令和16; empty where it is not known</source>
        <translation>例：2034、令和16（わからなければ空欄）</translation>
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
        <source>6 Know the land</source>
        <translation>6 土地を知る</translation>
    </message>
    <message>
        <source>65 and over, {year}</source>
        <translation>65歳以上（{year}年）</translation>
    </message>
    <message>
        <source>65+</source>
        <translation>65歳以上</translation>
    </message>
    <message>
        <source>&lt; Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>A PDF cannot be read; ask for the shapes or the table it was made of</source>
        <translation>PDF は読めません。元の図形か表を作成元に頼んでください</translation>
    </message>
    <message>
        <source>A drawing; export it as GeoPackage or Shapefile first</source>
        <translation>CAD の図面です。GeoPackage かシェープファイルに書き出してください</translation>
    </message>
    <message>
        <source>A grid of one band of numbers</source>
        <translation>1バンドの数値のラスタ</translation>
    </message>
    <message>
        <source>A picture or a grid; add it to the map as a layer</source>
        <translation>画像・格子データです。必要なら地図にレイヤとして加えてください</translation>
    </message>
    <message>
        <source>A plan file; open it instead</source>
        <translation>構想ファイルです。「開く」で開いてください</translation>
    </message>
    <message>
        <source>A plan that is agreed is kept as an edition: later changes are shown against it, and the yearly review compares with it. A plan is published once it is agreed.</source>
        <translation>「合意」にすると、そのときの内容が版として残ります。後の変更はその版と比べて示され、年次点検でも比べられます。「公表」にできるのは、合意した構想だけです。</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>取組</translation>
    </message>
    <message>
        <source>Action plan</source>
        <translation>行動計画</translation>
    </message>
    <message>
        <source>Action: id or number</source>
        <translation>取組（番号または No.）</translation>
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
        <source>Actions without a manager: {without} of {count}</source>
        <translation>管理主体のない取組 {without}（全 {count} 件）</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Add an action for the zone of this row</source>
        <translation>選んだ行の区域に取組を追加します</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年齢</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>管理区分：すべて</translation>
    </message>
    <message>
        <source>All families</source>
        <translation>種別：すべて</translation>
    </message>
    <message>
        <source>All files have been worked through</source>
        <translation>取り込みが終わりました</translation>
    </message>
    <message>
        <source>All offices</source>
        <translation>相談先：すべて</translation>
    </message>
    <message>
        <source>All severities</source>
        <translation>重さ：すべて</translation>
    </message>
    <message>
        <source>An action needs a title.</source>
        <translation>取組名を空にはできません。</translation>
    </message>
    <message>
        <source>An old Excel file; save it as .xlsx first</source>
        <translation>古い形式の Excel です。.xlsx で保存し直してください</translation>
    </message>
    <message>
        <source>Another job is writing the plan. Drawing goes on when it is done.</source>
        <translation>ほかの処理が構想ファイルに書き込んでいます。終わると描けます。</translation>
    </message>
    <message>
        <source>Any file or folder, before it goes out</source>
        <translation>外へ出す前に。どんなファイルやフォルダーでも</translation>
    </message>
    <message>
        <source>Anybody; everything of the public edition</source>
        <translation>だれでも使えるデータ。公表用の版だけを入れます</translation>
    </message>
    <message>
        <source>Apply the changes</source>
        <translation>変更を取り込む</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面積</translation>
    </message>
    <message>
        <source>Areas by class and status</source>
        <translation>区分・状況別の面積</translation>
    </message>
    <message>
        <source>As before</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>As drawn</source>
        <translation>今の区分</translation>
    </message>
    <message>
        <source>Atlas</source>
        <translation>図面集</translation>
    </message>
    <message>
        <source>Back from Excel</source>
        <translation>Excel から戻す</translation>
    </message>
    <message>
        <source>Back from Excel…</source>
        <translation>Excel から戻す…</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Book of maps</source>
        <translation>図面帳</translation>
    </message>
    <message>
        <source>Bring data in</source>
        <translation>データの取込</translation>
    </message>
    <message>
        <source>Bring data in…</source>
        <translation>取り込む…</translation>
    </message>
    <message>
        <source>Bring in</source>
        <translation>取り込む</translation>
    </message>
    <message>
        <source>Bring in people, roads, heights, hazards, facilities … as they were downloaded</source>
        <translation>人口・道路・標高・災害の区域・施設などを、ダウンロードしたまま取り込みます</translation>
    </message>
    <message>
        <source>Bringing the files in</source>
        <translation>取り込んでいます</translation>
    </message>
    <message>
        <source>Brought in</source>
        <translation>取込日</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>なぞって塗る</translation>
    </message>
    <message>
        <source>Brush: click a parcel, or drag across parcels. Right button erases.</source>
        <translation>なぞって塗る：筆を押すか、なぞります。右ボタンで消します。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Cells changed</source>
        <translation>変わったセル</translation>
    </message>
    <message>
        <source>Change since the last saved edition, or since the plan was opened</source>
        <translation>前に確定した版から（版がなければ開いたときから）の増減</translation>
    </message>
    <message>
        <source>Change the class</source>
        <translation>区分を変える</translation>
    </message>
    <message>
        <source>Change the class: click a zone; it gets the class in hand</source>
        <translation>区分を変える：区域を押すと、いま選んでいる区分になります</translation>
    </message>
    <message>
        <source>Change these by hand: {places}</source>
        <translation>次の文は書き直してください：{places}</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>確認する</translation>
    </message>
    <message>
        <source>Check before publication</source>
        <translation>公開前検査</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>確認する</translation>
    </message>
    <message>
        <source>Check the plan</source>
        <translation>構想の確認</translation>
    </message>
    <message>
        <source>Choose a class in the palette first.</source>
        <translation>先に表から管理区分を選んでください。</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>ファイルを選ぶ…</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>フォルダーを選ぶ…</translation>
    </message>
    <message>
        <source>Choose by “Columns…”: {names}</source>
        <translation>「列…」で選んでください：{names}</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>ファイルを選ぶ…</translation>
    </message>
    <message>
        <source>Choose the folder with the files that were downloaded or received.</source>
        <translation>ダウンロードしたファイルや受け取ったファイルを置いたフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Choose what to place first.</source>
        <translation>先に、置くものの種類を選んでください。</translation>
    </message>
    <message>
        <source>Choose, or type a new name</source>
        <translation>選ぶか、新しい名前を入力</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>選ぶ…</translation>
    </message>
    <message>
        <source>Chosen by you</source>
        <translation>ご自分で選んだ種類</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>管理区分</translation>
    </message>
    <message>
        <source>Click a parcel in the map to see why</source>
        <translation>地図の筆をクリックすると、理由が見られます</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Close roads within this of a cut (m)</source>
        <translation>通行止めの地点からこの距離の道路を閉じる（m）</translation>
    </message>
    <message>
        <source>Close the plan</source>
        <translation>構想を閉じる</translation>
    </message>
    <message>
        <source>Closed findings</source>
        <translation>解消した調整事項</translation>
    </message>
    <message>
        <source>Code of the municipality (5 or 6 digits)</source>
        <translation>市町村コード（5桁または6桁）</translation>
    </message>
    <message>
        <source>Code of the prefecture or municipality</source>
        <translation>都道府県・市町村コード</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Columns of {file}</source>
        <translation>{file} の列</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>列…</translation>
    </message>
    <message>
        <source>Coming years</source>
        <translation>これからの年</translation>
    </message>
    <message>
        <source>Coming years: people, and land without a manager (ha)</source>
        <translation>これからの人口と、管理する人のいない土地（ha）</translation>
    </message>
    <message>
        <source>Community</source>
        <translation>地域</translation>
    </message>
    <message>
        <source>Community management plan of {place}</source>
        <translation>{place} 地域管理構想</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>計算する</translation>
    </message>
    <message>
        <source>Compute indicators</source>
        <translation>指標の計算</translation>
    </message>
    <message>
        <source>Compute indicators, difficulty, forecast and, where roads, people and cores are there, reach</source>
        <translation>指標・難しさ・将来の見通しと、道路・人口・拠点がそろっていれば到達圏を計算します</translation>
    </message>
    <message>
        <source>Context data</source>
        <translation>背景データ</translation>
    </message>
    <message>
        <source>Context data…</source>
        <translation>背景データ…</translation>
    </message>
    <message>
        <source>Coordinate system of the file</source>
        <translation>ファイルの座標系</translation>
    </message>
    <message>
        <source>Core by core</source>
        <translation>拠点ごとの表</translation>
    </message>
    <message>
        <source>Core place</source>
        <translation>拠点</translation>
    </message>
    <message>
        <source>Core places</source>
        <translation>拠点</translation>
    </message>
    <message>
        <source>Core towns</source>
        <translation>拠点の町</translation>
    </message>
    <message>
        <source>Create a plan</source>
        <translation>構想を作る</translation>
    </message>
    <message>
        <source>Cut an overlap</source>
        <translation>重なりを切る</translation>
    </message>
    <message>
        <source>Cut an overlap: click it; the zone of the class in hand keeps it</source>
        <translation>重なりを切る：重なりを押すと、選んでいる区分の区域に残ります</translation>
    </message>
    <message>
        <source>Cuts of roads</source>
        <translation>通行止めの地点</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>データ</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>データの種類</translation>
    </message>
    <message>
        <source>Date of the district plan's public notice</source>
        <translation>地域計画の公告日</translation>
    </message>
    <message>
        <source>Day of the consultation</source>
        <translation>相談した日</translation>
    </message>
    <message>
        <source>Day of the decision</source>
        <translation>決めた日</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>判断する</translation>
    </message>
    <message>
        <source>Decide for {findings} findings alone</source>
        <translation>この {findings} 件だけについて判断する</translation>
    </message>
    <message>
        <source>Decide for {groups} groups ({findings} findings)</source>
        <translation>{groups} まとまり（{findings} 件）について判断する</translation>
    </message>
    <message>
        <source>Decide on a finding</source>
        <translation>調整事項の判断</translation>
    </message>
    <message>
        <source>Decide when the work that runs is done.</source>
        <translation>動いている処理が終わってから判断してください。</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>区分の決め手</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Delete the selected actions; undo brings them back</source>
        <translation>選んだ取組を削除します（元に戻せます）</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>名前・理由</translation>
    </message>
    <message>
        <source>Describe: click a zone to write its name, method and reason</source>
        <translation>区域をクリックして、名前・手法・理由を書きます</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>難しさ</translation>
    </message>
    <message>
        <source>Difficulty of management</source>
        <translation>管理の難しさを求める</translation>
    </message>
    <message>
        <source>Difficulty: {name} (score {hard}, harm {harm}; {known} % of what counts is known)</source>
        <translation>難しさ：{name}（点 {hard}、放置の害 {harm}。判断材料の {known} % が分かっています）</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>用紙の向き</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>済み</translation>
    </message>
    <message>
        <source>Draft actions</source>
        <translation>案を作る</translation>
    </message>
    <message>
        <source>Draft actions from zones and findings; rows that somebody has written in stay</source>
        <translation>区域と調整事項から取組の案を作ります。手を入れた行はそのまま残ります。</translation>
    </message>
    <message>
        <source>Draft the action plan</source>
        <translation>行動計画の案を作る</translation>
    </message>
    <message>
        <source>Draft zones</source>
        <translation>区域の下書きを作る</translation>
    </message>
    <message>
        <source>Draft, agreed or published</source>
        <translation>案・合意・公表を切り替えます</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>描く</translation>
    </message>
    <message>
        <source>Draw a zone</source>
        <translation>区域を描く</translation>
    </message>
    <message>
        <source>Draw a zone of the class in hand: left button: corner, right button: end</source>
        <translation>選んでいる区分の区域を描く：左ボタンで角を打ち、右ボタンで閉じます</translation>
    </message>
    <message>
        <source>Duplicate rows</source>
        <translation>重複した行</translation>
    </message>
    <message>
        <source>Each file has an import report: rows read, used, refused, and why.</source>
        <translation>ファイルごとに取込結果（読んだ行・使った行・使わなかった行とその理由）ができます。</translation>
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
        <translation>消す</translation>
    </message>
    <message>
        <source>Erase: take a parcel’s own class away (E, 0)</source>
        <translation>消す：筆に塗った区分を外します（E キー、0 キー）</translation>
    </message>
    <message>
        <source>Everything of the plan goes into one file. Choose a folder that stays.</source>
        <translation>構想はすべて一つのファイルに入ります。なくならないフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出す</translation>
    </message>
    <message>
        <source>Export as Excel, Word or csv</source>
        <translation>Excel・Word・CSV で書き出します</translation>
    </message>
    <message>
        <source>Export the action plan</source>
        <translation>行動計画の書き出し</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>要因</translation>
    </message>
    <message>
        <source>Factors of the parcel</source>
        <translation>この筆の要因</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>取り込めませんでした</translation>
    </message>
    <message>
        <source>Families of rules</source>
        <translation>確認する項目</translation>
    </message>
    <message>
        <source>Family of rules</source>
        <translation>種別</translation>
    </message>
    <message>
        <source>Family, severity, class, office</source>
        <translation>種別・重さ・管理区分・相談先で絞り込む</translation>
    </message>
    <message>
        <source>Farmland ledger or pins</source>
        <translation>農地台帳・農地ピン</translation>
    </message>
    <message>
        <source>Farmland parcels</source>
        <translation>筆ポリゴン</translation>
    </message>
    <message>
        <source>Farmland target map</source>
        <translation>目標地図</translation>
    </message>
    <message>
        <source>Farthest road of a place (m)</source>
        <translation>道路までの距離の上限（m）</translation>
    </message>
    <message>
        <source>Field of bridges and tunnels</source>
        <translation>橋・トンネルの列</translation>
    </message>
    <message>
        <source>Field of one-way roads</source>
        <translation>一方通行の列</translation>
    </message>
    <message>
        <source>Field of the core's name</source>
        <translation>拠点の名前の列</translation>
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
        <source>Field of the kind of service</source>
        <translation>サービスの種類の列</translation>
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
        <source>Field of the number of people</source>
        <translation>人数の列</translation>
    </message>
    <message>
        <source>Field of the parcel's key</source>
        <translation>筆のキーの列</translation>
    </message>
    <message>
        <source>Field of the regional living area (the core)</source>
        <translation>地域生活圏（拠点）の列</translation>
    </message>
    <message>
        <source>Field of the road's class</source>
        <translation>道路の種別の列</translation>
    </message>
    <message>
        <source>Field of the road's speed (km/h)</source>
        <translation>道路の速さの列（km/h）</translation>
    </message>
    <message>
        <source>Field of the settlement living area</source>
        <translation>集落生活圏の列</translation>
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
        <source>Field of the wide area</source>
        <translation>広域圏の列</translation>
    </message>
    <message>
        <source>Field of the zone's id</source>
        <translation>区域IDの列</translation>
    </message>
    <message>
        <source>Fields of people (now, then)</source>
        <translation>人数の列（現在・将来）</translation>
    </message>
    <message>
        <source>Fields of the places to keep</source>
        <translation>結果に残す場所の列</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>File of context data</source>
        <translation>背景データのファイル</translation>
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
        <source>File or folder to publish</source>
        <translation>公開するファイルまたはフォルダー</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Files drawn in grey below</source>
        <translation>背景に灰色で描くファイル</translation>
    </message>
    <message>
        <source>Files found</source>
        <translation>見つかったファイル</translation>
    </message>
    <message>
        <source>Files written</source>
        <translation>書き出したファイルの数</translation>
    </message>
    <message>
        <source>Fill a gap</source>
        <translation>すき間を埋める</translation>
    </message>
    <message>
        <source>Fill a gap: click the gap; the neighbour of the class in hand takes it</source>
        <translation>すき間を埋める：すき間を押すと、選んでいる区分の隣の区域に入ります</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>さがす</translation>
    </message>
    <message>
        <source>Finding and place</source>
        <translation>調整事項と場所</translation>
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
        <source>Findings that need a procedure are set aside only with the office consulted and the day.</source>
        <translation>要手続の調整事項を対象外とするには、相談した窓口と日付が必要です。</translation>
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
        <source>Findings: {groups} groups, {decided} decided</source>
        <translation>調整事項 {groups}組、判断済み {decided}</translation>
    </message>
    <message>
        <source>First fiscal year</source>
        <translation>最初の年度</translation>
    </message>
    <message>
        <source>Fiscal year</source>
        <translation>年度</translation>
    </message>
    <message>
        <source>Fiscal years</source>
        <translation>年度</translation>
    </message>
    <message>
        <source>Folder of files</source>
        <translation>ファイルのあるフォルダー</translation>
    </message>
    <message>
        <source>Folder of own catalogue tables</source>
        <translation>独自の基準表のフォルダー</translation>
    </message>
    <message>
        <source>Follow edges of parcels, zones and roads</source>
        <translation>筆・区域・道の境に沿わせる</translation>
    </message>
    <message>
        <source>For each community’s own talk</source>
        <translation>集落ごとの話し合いに</translation>
    </message>
    <message>
        <source>For instance 202037; a code that ends with 000 is a prefecture.</source>
        <translation>例：202037（上田市）。末尾が 000 の5桁は都道府県です。</translation>
    </message>
    <message>
        <source>For instance: {sentence}</source>
        <translation>例：{sentence}</translation>
    </message>
    <message>
        <source>For the map and the printed sheet; add it to the map as a layer</source>
        <translation>地図や図面の背景に使えます（構想には取り込みません）</translation>
    </message>
    <message>
        <source>For which years, and in which file?</source>
        <translation>計画の期間と、保存するファイル</translation>
    </message>
    <message>
        <source>Forbidden turns</source>
        <translation>右左折の禁止</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>見通し</translation>
    </message>
    <message>
        <source>Forecast by year</source>
        <translation>年ごとの見通し</translation>
    </message>
    <message>
        <source>Forecast people and land</source>
        <translation>人口と土地の見通しを求める</translation>
    </message>
    <message>
        <source>Future if nothing is done: nobody from {middle} (low {low}, high {high})</source>
        <translation>何もしなければ、管理する人がいなくなる年：{middle}（少なめ {low}、多め {high}）</translation>
    </message>
    <message>
        <source>Future: taken on, or only watched over by decision</source>
        <translation>将来：引き受け手がいるか、見守りに決めた土地です</translation>
    </message>
    <message>
        <source>Future: unknown (no user, survey or target map)</source>
        <translation>将来：不明（利用者・調査・目標地図のどれも分かりません）</translation>
    </message>
    <message>
        <source>Give the file with its folder.</source>
        <translation>フォルダーから始まるファイル名を入れてください。</translation>
    </message>
    <message>
        <source>Greatest distance to a parcel (m)</source>
        <translation>筆までの最大距離（m）</translation>
    </message>
    <message>
        <source>Groups that are decided</source>
        <translation>判断の済んだまとまり</translation>
    </message>
    <message>
        <source>Harm: {name}</source>
        <translation>放置の害：{name}</translation>
    </message>
    <message>
        <source>Hide names of persons</source>
        <translation>氏名を隠す</translation>
    </message>
    <message>
        <source>Hide names of persons (F9): pseudonyms alone are shown</source>
        <translation>氏名を隠します（F9）。仮名だけを表示します</translation>
    </message>
    <message>
        <source>Hours a year</source>
        <translation>時間/年</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>進み具合</translation>
    </message>
    <message>
        <source>If nothing is done</source>
        <translation>何もしない</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>取込</translation>
    </message>
    <message>
        <source>Import context data</source>
        <translation>背景データの取込</translation>
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
        <source>Import the action plan from Excel</source>
        <translation>行動計画をExcelから取り込む</translation>
    </message>
    <message>
        <source>Import the farmland target map</source>
        <translation>目標地図の取込</translation>
    </message>
    <message>
        <source>In brackets: the first values of the column.</source>
        <translation>かっこの中は、その列の初めの値です。</translation>
    </message>
    <message>
        <source>In hand: eraser (a parcel’s own class goes; what its zone says comes back)</source>
        <translation>いまは「消す」です（筆の塗りを外すと、区域の区分に戻ります）</translation>
    </message>
    <message>
        <source>Indicators</source>
        <translation>指標</translation>
    </message>
    <message>
        <source>Is this right?</source>
        <translation>これでよろしいですか</translation>
    </message>
    <message>
        <source>Its part of the score; the parts sum to it</source>
        <translation>点に占める分。足すと点になります</translation>
    </message>
    <message>
        <source>JPY a year</source>
        <translation>円/年</translation>
    </message>
    <message>
        <source>JSON without a map</source>
        <translation>地図のデータではない JSON です</translation>
    </message>
    <message>
        <source>Join ends of roads within (m)</source>
        <translation>道路の端をつなぐ距離（m）</translation>
    </message>
    <message>
        <source>Join the farmland ledger</source>
        <translation>農地台帳・農地ピンの結び付け</translation>
    </message>
    <message>
        <source>Judge with these weights</source>
        <translation>この重みで判定する</translation>
    </message>
    <message>
        <source>Keep on the map while painting</source>
        <translation>塗る間も地図に出す</translation>
    </message>
    <message>
        <source>Key of one finding</source>
        <translation>調整事項のキー（1件）</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Kind of group</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Kind of map</source>
        <translation>図の種類</translation>
    </message>
    <message>
        <source>Kind of mark</source>
        <translation>記号の種類</translation>
    </message>
    <message>
        <source>Kind of place or line</source>
        <translation>地点・線の種類</translation>
    </message>
    <message>
        <source>Kind of report</source>
        <translation>書類の種類</translation>
    </message>
    <message>
        <source>Kind of {file}</source>
        <translation>{file} の種類</translation>
    </message>
    <message>
        <source>Know the land</source>
        <translation>土地を知る</translation>
    </message>
    <message>
        <source>Known by the name of the archive</source>
        <translation>ファイルの名前から判断</translation>
    </message>
    <message>
        <source>Known by what stands in it</source>
        <translation>ファイルの中身から判断</translation>
    </message>
    <message>
        <source>Known by {columns}</source>
        <translation>「{columns}」から判断</translation>
    </message>
    <message>
        <source>Known by {columns}; added to the map as a layer, it is a background for sheets as well</source>
        <translation>「{columns}」から判断。レイヤとして地図に加えると、図面の背景にもなります</translation>
    </message>
    <message>
        <source>Land that nobody has talked about yet; “X” is land under discussion.</source>
        <translation>まだ話し合っていない土地です。話し合ったが決まっていない土地は「X 協議中」にします。</translation>
    </message>
    <message>
        <source>Land without a class</source>
        <translation>未検討の土地</translation>
    </message>
    <message>
        <source>Land without a manager if nothing is done, in ha (low to high)</source>
        <translation>何もしないときの、管理する人のいない土地（ha、低～高）</translation>
    </message>
    <message>
        <source>Land without a manager with the classes and managers as drawn, in ha (low to high)</source>
        <translation>今の区分と管理主体のときの、管理する人のいない土地（ha、低～高）</translation>
    </message>
    <message>
        <source>Large type for residents</source>
        <translation>大きな文字（住民向け）</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>囲んで塗る</translation>
    </message>
    <message>
        <source>Lasso: draw around parcels.</source>
        <translation>囲んで塗る：筆の真ん中が囲みに入れば塗ります。</translation>
    </message>
    <message>
        <source>Last fiscal year</source>
        <translation>最後の年度</translation>
    </message>
    <message>
        <source>Layer “{layers}” has edits that are not saved. Save or discard them in QGIS, then draw on.</source>
        <translation>レイヤ「{layers}」に、QGIS で編集して保存していない変更があります。保存するか取り消すと、続きを描けます。</translation>
    </message>
    <message>
        <source>Least area of a zone</source>
        <translation>区域の最小面積</translation>
    </message>
    <message>
        <source>Least area of a zone (m²)</source>
        <translation>区域の最小面積（㎡）</translation>
    </message>
    <message>
        <source>Legend, with the land in each band</source>
        <translation>凡例と、それぞれの面積</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>単位</translation>
    </message>
    <message>
        <source>Level: what one click paints</source>
        <translation>単位：一度に塗るまとまり</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>段階</translation>
    </message>
    <message>
        <source>List of findings (csv)</source>
        <translation>調整事項の一覧（csv）</translation>
    </message>
    <message>
        <source>List of findings by rule and zone</source>
        <translation>調整事項の一覧（ルールと区域ごと）</translation>
    </message>
    <message>
        <source>List of names</source>
        <translation>氏名の一覧（csv）</translation>
    </message>
    <message>
        <source>List of parcels</source>
        <translation>筆一覧</translation>
    </message>
    <message>
        <source>Living areas</source>
        <translation>圏域</translation>
    </message>
    <message>
        <source>Locked: parcels of this class stay as they are</source>
        <translation>固定：この区分の筆は変わりません</translation>
    </message>
    <message>
        <source>Looking into the files…</source>
        <translation>ファイルを調べています…</translation>
    </message>
    <message>
        <source>Lost without it</source>
        <translation>失うと</translation>
    </message>
    <message>
        <source>Lot number, place, zone or action</source>
        <translation>地番・字・区域名・取組</translation>
    </message>
    <message>
        <source>Make a new plan</source>
        <translation>新しい構想を作る</translation>
    </message>
    <message>
        <source>Make a plan, or open one.</source>
        <translation>構想を作るか、開いてください</translation>
    </message>
    <message>
        <source>Make living areas</source>
        <translation>圏域をつくる</translation>
    </message>
    <message>
        <source>Make the plan</source>
        <translation>構想を作る</translation>
    </message>
    <message>
        <source>Management class</source>
        <translation>管理区分</translation>
    </message>
    <message>
        <source>Management classes</source>
        <translation>管理区分</translation>
    </message>
    <message>
        <source>Management plan of {place}</source>
        <translation>{place} 管理構想</translation>
    </message>
    <message>
        <source>Management zones</source>
        <translation>管理構想の区域</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>管理主体</translation>
    </message>
    <message>
        <source>Map area</source>
        <translation>図上面積</translation>
    </message>
    <message>
        <source>Map area in hectares</source>
        <translation>図上面積（ha）</translation>
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
        <source>Mark</source>
        <translation>記号</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>まとめる</translation>
    </message>
    <message>
        <source>Merge: draw a line from the zone that stays into the others</source>
        <translation>まとめる：残す区域から、ほかの区域へ線を引きます</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>手法</translation>
    </message>
    <message>
        <source>Methods: {names}</source>
        <translation>手法：{names}</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Minutes of each place</source>
        <translation>場所ごとの分数</translation>
    </message>
    <message>
        <source>Minutes to a core place</source>
        <translation>拠点までの時間</translation>
    </message>
    <message>
        <source>More fields of people (2050, 65+ …)</source>
        <translation>ほかの人数の列（2050年、65歳以上など）</translation>
    </message>
    <message>
        <source>More files</source>
        <translation>ほかのファイル</translation>
    </message>
    <message>
        <source>Move an edge</source>
        <translation>境を直す</translation>
    </message>
    <message>
        <source>Move an edge: draw the new one, from edge to edge; both zones follow</source>
        <translation>境を直す：新しい境を、境から境へ引きます。両側の区域が一緒に変わります</translation>
    </message>
    <message>
        <source>Municipality</source>
        <translation>市町村</translation>
    </message>
    <message>
        <source>Must not go out as it is: {count} places. The report says where, and how to mend them.</source>
        <translation>このままでは出せません（{count} か所）。どこを、どう直すかは報告にあります。</translation>
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
        <source>Name of the zone</source>
        <translation>区域の名前</translation>
    </message>
    <message>
        <source>Narrow down</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>National land information {id}; not brought in by this version</source>
        <translation>国土数値情報 {id} です。この版では取り込みません</translation>
    </message>
    <message>
        <source>Nearest for</source>
        <translation>最寄りの人</translation>
    </message>
    <message>
        <source>New findings</source>
        <translation>新しい調整事項</translation>
    </message>
    <message>
        <source>New folder for the data</source>
        <translation>データを書き出す新しいフォルダー</translation>
    </message>
    <message>
        <source>New plan</source>
        <translation>新しい構想</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>新規…</translation>
    </message>
    <message>
        <source>Next &gt;</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>No actions yet</source>
        <translation>取組がまだありません</translation>
    </message>
    <message>
        <source>No actions yet. “Draft actions” makes them from zones and findings.</source>
        <translation>まだ取組がありません。「案を作る」を押すと、区域と調整事項から案ができます。</translation>
    </message>
    <message>
        <source>No class yet</source>
        <translation>未検討</translation>
    </message>
    <message>
        <source>No class yet: {share} %</source>
        <translation>未検討 {share} %</translation>
    </message>
    <message>
        <source>No class yet: {share} % of the parcels’ area</source>
        <translation>未検討 {share} %（筆の図上面積）</translation>
    </message>
    <message>
        <source>No column tells what this is ({columns}); choose its kind</source>
        <translation>見分けられる列がありません（{columns}）。種類を選べます</translation>
    </message>
    <message>
        <source>No files; bring them in later.</source>
        <translation>取り込むファイルはありません（後から取り込めます）。</translation>
    </message>
    <message>
        <source>No finding is listed.</source>
        <translation>条件に合う調整事項はありません。</translation>
    </message>
    <message>
        <source>No findings</source>
        <translation>調整事項はありません</translation>
    </message>
    <message>
        <source>No manager yet: who does this? Choose, or type a name.</source>
        <translation>管理主体が決まっていません。だれが取り組むかを選ぶか、名前を入れてください。</translation>
    </message>
    <message>
        <source>No method yet: how is this land managed? Choose one of its class’s methods.</source>
        <translation>管理手法が決まっていません。管理区分に合う手法を選んでください。</translation>
    </message>
    <message>
        <source>No plan is open.</source>
        <translation>構想を開いていません。</translation>
    </message>
    <message>
        <source>Not a file of data</source>
        <translation>取り込むデータではありません</translation>
    </message>
    <message>
        <source>Not brought in</source>
        <translation>取り込まない</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>まだ確認していません</translation>
    </message>
    <message>
        <source>Not checked yet. “Check again” makes the list.</source>
        <translation>まだ確認していません。「確認する」を押すと一覧ができます。</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>行いませんでした</translation>
    </message>
    <message>
        <source>Not known: {area} ha</source>
        <translation>不明：{area} ha</translation>
    </message>
    <message>
        <source>Not printed yet</source>
        <translation>まだ印刷していません</translation>
    </message>
    <message>
        <source>Not there yet: {names}</source>
        <translation>{names}がまだありません</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>付せん</translation>
    </message>
    <message>
        <source>Nothing is called “{words}” in this plan.</source>
        <translation>「{words}」は、この構想に見つかりません。</translation>
    </message>
    <message>
        <source>Nothing to sum up yet.</source>
        <translation>まだ集計するものがありません。</translation>
    </message>
    <message>
        <source>Number key</source>
        <translation>数字キー</translation>
    </message>
    <message>
        <source>Number of parcels</source>
        <translation>筆数</translation>
    </message>
    <message>
        <source>Number of users now</source>
        <translation>現在の利用者の人数</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Office consulted</source>
        <translation>相談した窓口</translation>
    </message>
    <message>
        <source>Office consulted (needed)</source>
        <translation>相談した窓口（必須）</translation>
    </message>
    <message>
        <source>Office consulted, and date</source>
        <translation>相談した窓口と日付</translation>
    </message>
    <message>
        <source>Office in charge</source>
        <translation>相談先</translation>
    </message>
    <message>
        <source>One page</source>
        <translation>概要（一枚）</translation>
    </message>
    <message>
        <source>One page for each</source>
        <translation>ページの分け方</translation>
    </message>
    <message>
        <source>Only actions without a manager or a method</source>
        <translation>管理主体か手法のない取組だけを表示します</translation>
    </message>
    <message>
        <source>Only incomplete</source>
        <translation>不足のみ</translation>
    </message>
    <message>
        <source>Only land without a class</source>
        <translation>未検討だけ塗る</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Open a plan</source>
        <translation>構想を開く</translation>
    </message>
    <message>
        <source>Open data</source>
        <translation>公開データ</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Open or make a plan first.</source>
        <translation>先に構想を開くか、新しく作ってください。</translation>
    </message>
    <message>
        <source>Open the import report of {file}</source>
        <translation>{file} の取込結果を開く</translation>
    </message>
    <message>
        <source>Open the list</source>
        <translation>一覧を開く</translation>
    </message>
    <message>
        <source>Open the log</source>
        <translation>ログを開く</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>開く…</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>順</translation>
    </message>
    <message>
        <source>Order in which cores would be chosen so that most people are reached</source>
        <translation>多くの人に届くように選ぶときの順番</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ数</translation>
    </message>
    <message>
        <source>Paint a rectangle</source>
        <translation>四角で塗る</translation>
    </message>
    <message>
        <source>Paint from a zone</source>
        <translation>区域の筆を塗る</translation>
    </message>
    <message>
        <source>Paint from a zone: its parcels are painted with its class</source>
        <translation>区域の筆を塗る：区域を押すと、中の筆をその区分で塗ります</translation>
    </message>
    <message>
        <source>Paint with a brush</source>
        <translation>なぞって塗る</translation>
    </message>
    <message>
        <source>Paint with a lasso</source>
        <translation>囲んで塗る</translation>
    </message>
    <message>
        <source>Painted as {code}; the finer classes can be told apart later.</source>
        <translation>{code} として塗ります。細かい区分はあとで分けられます。</translation>
    </message>
    <message>
        <source>Painted parcels</source>
        <translation>塗った筆</translation>
    </message>
    <message>
        <source>Parcel</source>
        <translation>筆</translation>
    </message>
    <message>
        <source>Parcel {id}</source>
        <translation>筆 {id}</translation>
    </message>
    <message>
        <source>Parcels</source>
        <translation>筆数</translation>
    </message>
    <message>
        <source>Parcels come first</source>
        <translation>先に筆ポリゴンを取り込んでください</translation>
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
        <source>Parts of the network</source>
        <translation>道路のかたまりの数</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>検査を通った</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人口</translation>
    </message>
    <message>
        <source>People (meshes, areas or points)</source>
        <translation>人口（メッシュ・面・点）</translation>
    </message>
    <message>
        <source>People by age</source>
        <translation>年齢別の人口</translation>
    </message>
    <message>
        <source>People by age if nothing is done</source>
        <translation>年齢別の人口（何もしない場合）</translation>
    </message>
    <message>
        <source>People in all</source>
        <translation>人数の合計</translation>
    </message>
    <message>
        <source>People in the communities (low to high)</source>
        <translation>集落の人口（低～高）</translation>
    </message>
    <message>
        <source>People in {year}: {low} to {high}. </source>
        <translation>{year}年の人口：{low}～{high}人。</translation>
    </message>
    <message>
        <source>People lost by the closed roads</source>
        <translation>通行止めで着かなくなる人</translation>
    </message>
    <message>
        <source>People not within the time</source>
        <translation>時間内に着かない人</translation>
    </message>
    <message>
        <source>People who reach it before any other, in time</source>
        <translation>時間内に、ほかより先にここへ着く人</translation>
    </message>
    <message>
        <source>People who reach none in time if this one closes</source>
        <translation>ここがなくなると、時間内にどこへも着けなくなる人</translation>
    </message>
    <message>
        <source>People within reach of core places</source>
        <translation>拠点に着ける人</translation>
    </message>
    <message>
        <source>People within reach of core towns</source>
        <translation>拠点の町に着く人（到達圏）</translation>
    </message>
    <message>
        <source>People within reach of the plan’s core places</source>
        <translation>構想の拠点の到達圏</translation>
    </message>
    <message>
        <source>People within the time</source>
        <translation>時間内に着く人</translation>
    </message>
    <message>
        <source>People within the time (percent)</source>
        <translation>時間内に着く人の割合（%）</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>計画期間</translation>
    </message>
    <message>
        <source>Pieces of road</source>
        <translation>道路の区間</translation>
    </message>
    <message>
        <source>Place a point or draw a line of this kind</source>
        <translation>この種類の地点を置く、線を描く</translation>
    </message>
    <message>
        <source>Place it</source>
        <translation>置く</translation>
    </message>
    <message>
        <source>Places and facilities</source>
        <translation>地点・施設</translation>
    </message>
    <message>
        <source>Places and lines</source>
        <translation>地点・線</translation>
    </message>
    <message>
        <source>Places found</source>
        <translation>見つかった場所</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>構想</translation>
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
        <source>Plans opened lately</source>
        <translation>最近開いた構想</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>点</translation>
    </message>
    <message>
        <source>Points or lines</source>
        <translation>点または線</translation>
    </message>
    <message>
        <source>Polygons of eMAFF Navi, without kind of land; the parcels of MAFF are used instead</source>
        <translation>農地ナビの農地ポリゴンです（田畑の別がありません）。農林水産省の筆ポリゴンをお使いください</translation>
    </message>
    <message>
        <source>Polygons or table of groups</source>
        <translation>区域のポリゴンまたは表</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>準備</translation>
    </message>
    <message>
        <source>Present state and future</source>
        <translation>現況と将来</translation>
    </message>
    <message>
        <source>Press “Why here?”, then click a parcel in the map.</source>
        <translation>「ここはなぜ？」を押してから、地図の筆をクリックしてください。</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>印刷</translation>
    </message>
    <message>
        <source>Print and export</source>
        <translation>印刷・書き出し</translation>
    </message>
    <message>
        <source>Print the atlas</source>
        <translation>図面集（地区別の地図帳）を印刷する</translation>
    </message>
    <message>
        <source>Print the map sheet</source>
        <translation>管理構想図の印刷</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>印刷する…</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>進捗</translation>
    </message>
    <message>
        <source>Progress of the work that runs</source>
        <translation>処理の進み具合</translation>
    </message>
    <message>
        <source>Proposals for the farmland plan</source>
        <translation>地域計画への提案</translation>
    </message>
    <message>
        <source>Propose zones of land that nobody has decided on yet; they are drafts, and undo takes them away</source>
        <translation>まだ誰も決めていない土地に、区域の案を作ります。下書きなので、取り消せば消えます</translation>
    </message>
    <message>
        <source>QGIS ended unexpectedly last time. Everything up to “{label}” ({when}) was kept.</source>
        <translation>前回 QGIS が途中で終わりましたが、「{label}」（{when}）まで残っています。</translation>
    </message>
    <message>
        <source>Reach</source>
        <translation>到達圏</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Reason (needed)</source>
        <translation>理由（必須）</translation>
    </message>
    <message>
        <source>Reasons to stop</source>
        <translation>公開できない理由の数</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Reconcile farmland with zones</source>
        <translation>農地と区域の照合</translation>
    </message>
    <message>
        <source>Record the progress of an action</source>
        <translation>取組の進捗を記録する</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>四角で塗る</translation>
    </message>
    <message>
        <source>Rectangle: drag from corner to corner.</source>
        <translation>四角で塗る：角から角へ引きます。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <source>Redo: {label} (Ctrl+Y)</source>
        <translation>やり直す：{label}（Ctrl+Y）</translation>
    </message>
    <message>
        <source>Registry area</source>
        <translation>登記簿面積</translation>
    </message>
    <message>
        <source>Remove a zone</source>
        <translation>区域を消す</translation>
    </message>
    <message>
        <source>Remove a zone: click it (undo brings it back)</source>
        <translation>区域を消す：区域を押します（元に戻せます）</translation>
    </message>
    <message>
        <source>Replace an existing plan</source>
        <translation>既存のファイルを置き換える</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>取込結果</translation>
    </message>
    <message>
        <source>Report of findings</source>
        <translation>調整事項の報告（HTML）</translation>
    </message>
    <message>
        <source>Report of the check</source>
        <translation>検査の報告</translation>
    </message>
    <message>
        <source>Report only, do not stop</source>
        <translation>報告だけにする（止めない）</translation>
    </message>
    <message>
        <source>Residents; opens from a USB stick, without a network</source>
        <translation>住民へ。USBメモリからそのまま開けます</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Roads</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>Roads meet at their ends only</source>
        <translation>道路は交差点で切れている</translation>
    </message>
    <message>
        <source>Roads without a speed</source>
        <translation>速さの分からない道路</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>決めた人の役職</translation>
    </message>
    <message>
        <source>Role (an office, no name)</source>
        <translation>立場（企画課など。氏名は不可）</translation>
    </message>
    <message>
        <source>Role of the person who decides</source>
        <translation>判断した立場</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Rows added</source>
        <translation>追加した行</translation>
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
        <source>Rows removed</source>
        <translation>削除した行</translation>
    </message>
    <message>
        <source>Rows used</source>
        <translation>使った行</translation>
    </message>
    <message>
        <source>Rows without a number of people</source>
        <translation>人数の分からない行</translation>
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
        <source>Running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>保存した時刻</translation>
    </message>
    <message>
        <source>Saved {clock}</source>
        <translation>保存済み {clock}</translation>
    </message>
    <message>
        <source>Saved {clock} (on the share, too)</source>
        <translation>保存済み {clock}（共有フォルダにも保存済み）</translation>
    </message>
    <message>
        <source>Saved {clock} (this PC) · on the share {shared}</source>
        <translation>保存済み {clock}（このPC）・共有フォルダに {shared}</translation>
    </message>
    <message>
        <source>Saved {clock} (this PC) · the share cannot be written, and has the state of {shared}</source>
        <translation>保存済み {clock}（このPC）・共有フォルダに書けません（共有は {shared} のまま）</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>シナリオ</translation>
    </message>
    <message>
        <source>Seed of the draw</source>
        <translation>乱数の種</translation>
    </message>
    <message>
        <source>Sensitivity to each weight</source>
        <translation>重みごとの感度</translation>
    </message>
    <message>
        <source>Services (points)</source>
        <translation>サービスの点</translation>
    </message>
    <message>
        <source>Set the plan's status</source>
        <translation>構想の状態を変える</translation>
    </message>
    <message>
        <source>Sets of indicators</source>
        <translation>指標のまとまり</translation>
    </message>
    <message>
        <source>Settlements (areas)</source>
        <translation>集落の面</translation>
    </message>
    <message>
        <source>Settlements in no living area</source>
        <translation>どの圏域にも入らない集落</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重さ</translation>
    </message>
    <message>
        <source>Share of 65 and over</source>
        <translation>65歳以上の割合</translation>
    </message>
    <message>
        <source>Share of all land that has another class when this weight moves by a fifth</source>
        <translation>この重みを2割動かすと区分が変わる土地の割合</translation>
    </message>
    <message>
        <source>Share of all parcels’ area</source>
        <translation>筆の面積の合計に対する割合（%）</translation>
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
        <source>Show on the map</source>
        <translation>地図で見る</translation>
    </message>
    <message>
        <source>Show on the map (Return)</source>
        <translation>地図で見る（Enter）</translation>
    </message>
    <message>
        <source>Show single parcels to the public</source>
        <translation>公表用でも筆ごとに表示する</translation>
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
        <source>Source</source>
        <translation>出典</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translation>出典：{source}</translation>
    </message>
    <message>
        <source>Speed between a place and its road (km/h)</source>
        <translation>場所と道路のあいだの速さ（km/h）</translation>
    </message>
    <message>
        <source>Speeds by class (csv: class,kmh)</source>
        <translation>種別ごとの速さ（csv：class,kmh）</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>分ける</translation>
    </message>
    <message>
        <source>Split: draw a line across a zone</source>
        <translation>分ける：区域を横切る線を引きます</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Status of the plan</source>
        <translation>構想の状況</translation>
    </message>
    <message>
        <source>Status: {status}</source>
        <translation>状態：{status}</translation>
    </message>
    <message>
        <source>Status…</source>
        <translation>状況…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>中止しています…</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>まとめ</translation>
    </message>
    <message>
        <source>Sums by manager and year</source>
        <translation>管理主体・年度ごとの集計</translation>
    </message>
    <message>
        <source>Sums of people</source>
        <translation>人数の合計表</translation>
    </message>
    <message>
        <source>System {number}, EPSG:{epsg} {places}</source>
        <translation>第{number}系 EPSG:{epsg} {places}</translation>
    </message>
    <message>
        <source>Table for the prefecture</source>
        <translation>県への集計表</translation>
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
        <source>Take it over</source>
        <translation>取り込む</translation>
    </message>
    <message>
        <source>Take over what was changed in an exported workbook</source>
        <translation>書き出した Excel で直したところを、行動計画に取り込みます</translation>
    </message>
    <message>
        <source>Taken over: {changed} cells, {added} rows added, {removed} rows removed. Undo takes it back.</source>
        <translation>取り込みました：セル {changed}、増えた行 {added}、減った行 {removed}。元に戻せます。</translation>
    </message>
    <message>
        <source>Target fiscal year of the district's plan</source>
        <translation>地域計画の目標年度</translation>
    </message>
    <message>
        <source>Target map</source>
        <translation>目標地図</translation>
    </message>
    <message>
        <source>Text of the plan</source>
        <translation>管理構想の本文</translation>
    </message>
    <message>
        <source>The action would end before it begins.</source>
        <translation>終了年度が着手年度より前になります。</translation>
    </message>
    <message>
        <source>The agricultural committee</source>
        <translation>農業委員会へ</translation>
    </message>
    <message>
        <source>The agriculture section and its council</source>
        <translation>農政課・協議の場へ</translation>
    </message>
    <message>
        <source>The check found nothing that must not go out.</source>
        <translation>公開前検査：外へ出してはいけないものは見つかりませんでした。</translation>
    </message>
    <message>
        <source>The file of names of a plan</source>
        <translation>構想の氏名ファイルです。触らないでください</translation>
    </message>
    <message>
        <source>The groups of this file have numbers, too ({columns})</source>
        <translation>区域ごとの数も入っています（{columns}）</translation>
    </message>
    <message>
        <source>The list says of each cell who had it, what it was and what it becomes.</source>
        <translation>どのセルが、何から何に変わるかは、一覧で見られます。</translation>
    </message>
    <message>
        <source>The mayor and the assembly</source>
        <translation>首長・議会へ</translation>
    </message>
    <message>
        <source>The office that goes on with the numbers</source>
        <translation>数字を使って続ける担当課へ</translation>
    </message>
    <message>
        <source>The office that writes the plan</source>
        <translation>担当課が仕上げる文書</translation>
    </message>
    <message>
        <source>The office, once a year</source>
        <translation>年に一度、担当課で</translation>
    </message>
    <message>
        <source>The others have left the plan as it was; what to do stands in their row.</source>
        <translation>ほかのファイルは構想に何も加えていません。次にすることは、それぞれの行にあります。</translation>
    </message>
    <message>
        <source>The parcel’s own value</source>
        <translation>この筆の値</translation>
    </message>
    <message>
        <source>The person's name had been written in texts of the plan; the journal keeps them as they were.</source>
        <translation>この人の氏名が、構想の文に書かれていました。前の文は履歴（元に戻す）に残ります。</translation>
    </message>
    <message>
        <source>The plan area is given when a plan is made.</source>
        <translation>計画の範囲は、構想を作るときに指定します</translation>
    </message>
    <message>
        <source>The plan has changed since the last check.</source>
        <translation>確認のあとに構想が変わりました。もう一度確認してください。</translation>
    </message>
    <message>
        <source>The plan is made, and the files are brought in, in this order.</source>
        <translation>構想を作り、次の順に取り込みます。</translation>
    </message>
    <message>
        <source>The plan was of an older version and has been brought up to date. A copy is kept: {path}</source>
        <translation>古い版の構想ファイルを、いまの版に直しました。元のファイルは {path} に残してあります。</translation>
    </message>
    <message>
        <source>The prefecture; without persons</source>
        <translation>都道府県へ。個人の欄はありません</translation>
    </message>
    <message>
        <source>The share could not be written last time. Everything up to “{label}” ({when}) was kept.</source>
        <translation>前回は共有フォルダに書き戻せませんでした。「{label}」（{when}）まで、すべて残っています。</translation>
    </message>
    <message>
        <source>The share is there again, and has everything.</source>
        <translation>共有フォルダに書き戻しました。すべての変更が入っています。</translation>
    </message>
    <message>
        <source>The sums need pandas, which is not here; everything else works without it.</source>
        <translation>集計には pandas が必要ですが、ありません。ほかの操作はそのまま使えます。</translation>
    </message>
    <message>
        <source>The work goes on from the copy on this PC, which is written back to the share.</source>
        <translation>このPCの控えから続けます。控えは共有フォルダに自動で書き戻します。</translation>
    </message>
    <message>
        <source>There is no file in {folder}.</source>
        <translation>{folder} にファイルがありません。</translation>
    </message>
    <message>
        <source>There is no open finding.</source>
        <translation>未解消の調整事項はありません。</translation>
    </message>
    <message>
        <source>This action's texts have the pseudonym now.</source>
        <translation>この取組の文は、仮の名に替えました。</translation>
    </message>
    <message>
        <source>This code is not in the list of municipalities; please make sure it is right.</source>
        <translation>市町村の一覧にないコードです。正しいか確かめてください。</translation>
    </message>
    <message>
        <source>This folder is emptied by the system. Choose one that stays, such as Documents.</source>
        <translation>一時フォルダーの中身は自動で消されます。「ドキュメント」など、なくならない場所を選んでください。</translation>
    </message>
    <message>
        <source>Three classes</source>
        <translation>三区分で塗る</translation>
    </message>
    <message>
        <source>Ticked: counted as open</source>
        <translation>チェックした拠点を数えます</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>階層</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Title of the plan</source>
        <translation>構想の名称</translation>
    </message>
    <message>
        <source>To hang up, and to hand out</source>
        <translation>壁に貼る・配る</translation>
    </message>
    <message>
        <source>Type the code of the municipality, or its name and choose from the list.</source>
        <translation>市町村コードを入れるか、市町村名を入れて一覧から選んでください。</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>未判断</translation>
    </message>
    <message>
        <source>Under 15: {0}, 15–64: {1}, 65–74: {2}, 75 and over: {3}</source>
        <translation>15歳未満 {0}人、15～64歳 {1}人、65～74歳 {2}人、75歳以上 {3}人</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Undo: {label} (Ctrl+Z)</source>
        <translation>元に戻す：{label}（Ctrl+Z）</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>筆</translation>
    </message>
    <message>
        <source>Units decided by people, left as they are</source>
        <translation>人が決めていて手を触れない筆</translation>
    </message>
    <message>
        <source>Units hard to manage as before</source>
        <translation>これまで通りは難しい筆</translation>
    </message>
    <message>
        <source>Units harmful if neglected</source>
        <translation>放っておくと困る筆</translation>
    </message>
    <message>
        <source>Units in drafted zones</source>
        <translation>下書きの区域に入る筆</translation>
    </message>
    <message>
        <source>Units not known</source>
        <translation>不明の筆</translation>
    </message>
    <message>
        <source>Units probably all right</source>
        <translation>おそらく大丈夫な筆</translation>
    </message>
    <message>
        <source>Units with something unknown</source>
        <translation>不明のある筆</translation>
    </message>
    <message>
        <source>Units without a proposal</source>
        <translation>案のない筆</translation>
    </message>
    <message>
        <source>Unpack the archive first</source>
        <translation>圧縮ファイルを展開してから選んでください</translation>
    </message>
    <message>
        <source>Used when the other files are read</source>
        <translation>ほかのファイルを読むときに使います</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Viewpoint</source>
        <translation>判断の視点</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Web page in one file</source>
        <translation>ウェブページ（一つのファイル）</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>Weights of one's own (csv)</source>
        <translation>独自の重み（csv）</translation>
    </message>
    <message>
        <source>What became of each file</source>
        <translation>ファイルごとの結果</translation>
    </message>
    <message>
        <source>What each file is, is told by its columns. More can be brought in later.</source>
        <translation>列の名前から種類を判断しています。違うときは直してください。後からも取り込めます。</translation>
    </message>
    <message>
        <source>What has been brought in</source>
        <translation>取り込んだデータ</translation>
    </message>
    <message>
        <source>What is looked at</source>
        <translation>見ていること</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>見るもの</translation>
    </message>
    <message>
        <source>What the finding says</source>
        <translation>調整事項の内容</translation>
    </message>
    <message>
        <source>What the zone is</source>
        <translation>区域の説明</translation>
    </message>
    <message>
        <source>What to write</source>
        <translation>書き出すもの</translation>
    </message>
    <message>
        <source>What was not written back to the share last time is there now: {path}</source>
        <translation>前回書き戻せなかった変更を、共有フォルダに書き戻しました：{path}</translation>
    </message>
    <message>
        <source>Where the value is from</source>
        <translation>値の出典</translation>
    </message>
    <message>
        <source>Which files are brought in?</source>
        <translation>取り込むファイル</translation>
    </message>
    <message>
        <source>Whoever carries it out; comes back from Excel, too</source>
        <translation>担う人へ。Excel で直して戻せます</translation>
    </message>
    <message>
        <source>Whole plan</source>
        <translation>構想全体</translation>
    </message>
    <message>
        <source>Whose plan is it?</source>
        <translation>どこの構想ですか</translation>
    </message>
    <message>
        <source>Whose zones</source>
        <translation>どの構想の区域か</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>判断の理由</translation>
    </message>
    <message>
        <source>Why here?</source>
        <translation>ここはなぜ？</translation>
    </message>
    <message>
        <source>Why this class here? No names of persons.</source>
        <translation>なぜこの区分にしたか（氏名は書かないでください）</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>なぜ</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>何分以内</translation>
    </message>
    <message>
        <source>Word template of your own</source>
        <translation>自前のひな形（Word）</translation>
    </message>
    <message>
        <source>Words of the target map</source>
        <translation>目標地図の区分の読み替え表</translation>
    </message>
    <message>
        <source>Words of the zones</source>
        <translation>管理区分の読み替え表</translation>
    </message>
    <message>
        <source>Workbook</source>
        <translation>Excelファイル</translation>
    </message>
    <message>
        <source>Workbook with all tables</source>
        <translation>集計表（Excel）</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>書き出す</translation>
    </message>
    <message>
        <source>Write a report</source>
        <translation>書類を書き出す</translation>
    </message>
    <message>
        <source>Write back to the share</source>
        <translation>共有フォルダへ書き戻す</translation>
    </message>
    <message>
        <source>Write down the reason of the decision first.</source>
        <translation>先に判断の理由を書いてください。</translation>
    </message>
    <message>
        <source>Write open data</source>
        <translation>オープンデータを書き出す</translation>
    </message>
    <message>
        <source>XML or GML; export it as GeoPackage first</source>
        <translation>XML・GML です。GeoPackage に書き出してから取り込んでください</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年</translation>
    </message>
    <message>
        <source>Year of issue</source>
        <translation>公開年</translation>
    </message>
    <message>
        <source>Year of the data</source>
        <translation>データの年</translation>
    </message>
    <message>
        <source>Year to compare with</source>
        <translation>比べる年</translation>
    </message>
    <message>
        <source>Yearly review</source>
        <translation>年次点検</translation>
    </message>
    <message>
        <source>Years</source>
        <translation>年</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>区域</translation>
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
        <source>Zones drafted</source>
        <translation>下書きの区域</translation>
    </message>
    <message>
        <source>Zones from paint</source>
        <translation>筆から区域</translation>
    </message>
    <message>
        <source>Zones from painted parcels: neighbours of a class become one zone, across a road’s width</source>
        <translation>塗った筆から区域を作る：同じ区分の隣どうしを、道の幅までつないで一つの区域にします</translation>
    </message>
    <message>
        <source>Zones of the upper plan</source>
        <translation>上位の構想の区域</translation>
    </message>
    <message>
        <source>Zones of this plan</source>
        <translation>この構想の区域</translation>
    </message>
    <message>
        <source>Zoning</source>
        <translation>農振法区分</translation>
    </message>
    <message>
        <source>core places</source>
        <translation>拠点</translation>
    </message>
    <message>
        <source>done</source>
        <translation>済み</translation>
    </message>
    <message>
        <source>farmland ledger</source>
        <translation>台帳</translation>
    </message>
    <message>
        <source>in part</source>
        <translation>途中</translation>
    </message>
    <message>
        <source>lacks {names}</source>
        <translation>{names}がない</translation>
    </message>
    <message>
        <source>no zone</source>
        <translation>区域なし</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>not foreseen</source>
        <translation>見込みなし</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>指定なし</translation>
    </message>
    <message>
        <source>not smaller than</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>まだ</translation>
    </message>
    <message>
        <source>now</source>
        <translation>すでに</translation>
    </message>
    <message>
        <source>old</source>
        <translation>古い</translation>
    </message>
    <message>
        <source>paint on the parcel</source>
        <translation>筆の塗り</translation>
    </message>
    <message>
        <source>parcels</source>
        <translation>筆数</translation>
    </message>
    <message>
        <source>people</source>
        <translation>人</translation>
    </message>
    <message>
        <source>places</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>roads</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>target map</source>
        <translation>目標地図</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>users</source>
        <translation>人</translation>
    </message>
    <message>
        <source>{0} and over</source>
        <translation>{0}歳以上</translation>
    </message>
    <message>
        <source>{0} to {1} years</source>
        <translation>{0}〜{1}歳</translation>
    </message>
    <message>
        <source>{changed} cells changed, {added} rows added, {removed} rows removed.</source>
        <translation>直したセル {changed}、増えた行 {added}、減った行 {removed}。</translation>
    </message>
    <message>
        <source>{code} {name} – plane system {number}, EPSG:{epsg}</source>
        <translation>{code} {name}　平面直角座標系 第{number}系（EPSG:{epsg}）</translation>
    </message>
    <message>
        <source>{count} actions</source>
        <translation>取組 {count} 件</translation>
    </message>
    <message>
        <source>{count} actions were written to {path}.</source>
        <translation>取組 {count} 件を書き出しました：{path}</translation>
    </message>
    <message>
        <source>{count} actions, {lacking} of them without a manager or a method</source>
        <translation>取組 {count} 件（うち管理主体か手法が未定 {lacking} 件）</translation>
    </message>
    <message>
        <source>{count} actions; {lacking} of them still need a manager or a method.</source>
        <translation>取組 {count} 件。うち {lacking} 件は管理主体か手法が未定です。</translation>
    </message>
    <message>
        <source>{count} findings: {new} new, {closed} closed since the last check.</source>
        <translation>調整事項 {count} 件（前回の確認から 新規 {new} 件・解消 {closed} 件）</translation>
    </message>
    <message>
        <source>{count} zones</source>
        <translation>区域{count}</translation>
    </message>
    <message>
        <source>{count} zones are drafted on land that nobody had decided on. Change them, or undo.</source>
        <translation>まだ決めていなかった土地に、区域の下書きを{count}件作りました。直すか、取り消してください。</translation>
    </message>
    <message>
        <source>{count} zones were made of painted parcels.</source>
        <translation>塗った筆から区域を{count}つ作りました。</translation>
    </message>
    <message>
        <source>{done} of {all} done.</source>
        <translation>{all} 件のうち {done} 件が終わりました。</translation>
    </message>
    <message>
        <source>{done} of {all} done. The window can be used meanwhile.</source>
        <translation>{all} 件のうち {done} 件が終わりました。取り込んでいる間も画面は使えます。</translation>
    </message>
    <message>
        <source>{done} of {every} groups decided</source>
        <translation>判断済み {done} / {every} まとまり</translation>
    </message>
    <message>
        <source>{known} of {all} files can be brought in. Check the kinds, then go on.</source>
        <translation>{all} 件のうち {known} 件を取り込めます。種類を確かめて、先に進んでください。</translation>
    </message>
    <message>
        <source>{name}: not given (by “Columns…”)</source>
        <translation>{name}：未入力（「列…」で入れる）</translation>
    </message>
    <message>
        <source>{name}: {value} (“Columns…” changes it)</source>
        <translation>{name}：{value}（「列…」で直す）</translation>
    </message>
    <message>
        <source>{parcels} parcels; {ledger} with ledger, {target} with target map</source>
        <translation>{parcels} 筆（台帳あり {ledger}、目標地図あり {target}）</translation>
    </message>
    <message>
        <source>{share} % ({reached} of {whole} people)</source>
        <translation>{share} %（{whole}人のうち {reached}人）</translation>
    </message>
    <message>
        <source>{status}, edition {number} of {day}</source>
        <translation>{status}（第{number}版、{day}）</translation>
    </message>
    <message>
        <source>{title} is written: {path}</source>
        <translation>{title}を書き出しました：{path}</translation>
    </message>
    <message>
        <source>{year}</source>
        <translation>{year}年</translation>
    </message>
    <message>
        <source>{year} (Reiwa {reiwa})</source>
        <translation>{year}年（令和{reiwa}年）</translation>
    </message>
    <message>
        <source>{year} (projected)</source>
        <translation>{year}年（推計）</translation>
    </message>
    <message>
        <source>± ha</source>
        <translation>増減ha</translation>
    </message>
    <message>
        <source>±20 %</source>
        <translation>±20 %</translation>
    </message>
    <message>
        <source>– none –</source>
        <translation>（なし）</translation>
    </message>
    <message>
        <source>“{text}” is not a fiscal year.</source>
        <translation>「{text}」は年度として読めません。</translation>
    </message>
</context>
</TS>
