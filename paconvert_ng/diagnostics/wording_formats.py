"""What is said of files that are no modules (``formats``), in Chinese."""

from __future__ import annotations

FORMATS: dict[str, str] = {
    # dependencies
    "{old} is now paddlepaddle{rest}": "{old} 已改为 paddlepaddle{rest}",
    "{old} is now paddlepaddle{rest}, from pip": "{old} 已改为 paddlepaddle{rest}，来自 pip",
    "{old} is taken out: {why}": "已去掉 {old}：{why}",
    "paddlepaddle is listed already": "已列出 paddlepaddle",
    "it chooses the CUDA of torch": "它用于选择 torch 的 CUDA",
    "its code was converted along": "它的代码已一并转换",
    "rules convert {name}, and nothing in the output imports it": "规则会转换 {name}，且输出中没有代码导入它",
    "{old} is no requirement that is known": "{old} 不是可识别的依赖写法",
    "still imported by {files}": "仍被 {files} 导入",
    "take it out by hand": "请手工去掉",
    "{address} has torch only; Paddle's own index is {index}": "{address} 只有 torch；Paddle 自己的索引是 {index}",
    "its hash is that of torch; write paddlepaddle with its own hash, or none": (
        "其哈希是 torch 的；请为 paddlepaddle 写上它自己的哈希，或不写"
    ),
    "torch by address; left as it is": "以地址给出的 torch；保持原样",
    "its text is put together; write the requirement by hand": "其文本是拼接而成的；请手工写出依赖",
    "its version has a table of its own; write it by hand": "其版本另有一个表；请手工写出",
    "it comes from an address; write paddlepaddle by hand": "它来自一个地址；请手工写出 paddlepaddle",
    "the list is in brackets or empty; write paddlepaddle for pip by hand": (
        "列表写在括号中或为空；请手工为 pip 写出 paddlepaddle"
    ),
    "what would be written does not parse; the file is left as it is": "将要写出的内容无法解析；文件保持原样",
    "the lock file holds torch; make it again from the converted file": "锁文件包含 torch；请由转换后的文件重新生成",
    # command lines
    "the image has torch; those of Paddle are called paddlepaddle/paddle": (
        "该镜像包含 torch；Paddle 的镜像名为 paddlepaddle/paddle"
    ),
    "starts the program by torch's launcher; in this form it is to be changed by hand": (
        "用 torch 的启动器启动程序；这种写法须手工修改"
    ),
    "starts the program by torch's launcher; Paddle's is python -m paddle.distributed.launch": (
        "用 torch 的启动器启动程序；Paddle 的启动器是 python -m paddle.distributed.launch"
    ),
    "Paddle's launcher has no {option}; the line is left as it is": "Paddle 的启动器没有 {option}；该行保持原样",
    "Paddle's launcher starts .py files, not {script}": "Paddle 的启动器只启动 .py 文件，不启动 {script}",
    "is now {python} -m paddle.distributed.launch": "已改为 {python} -m paddle.distributed.launch",
    "{old} is taken out": "已去掉 {old}",
    "installs torch; the converted code needs paddlepaddle": "安装 torch；转换后的代码需要 paddlepaddle",
    "installs {name}; the converted code does not need it": "安装 {name}；转换后的代码不需要它",
    # configuration
    "a value that names torch; left as it is": "值为 torch 的名字；保持原样",
    "nothing that can be named takes its place; left as it is": "没有可以写出名字的替代物；保持原样",
    # templates
    "a template of code that imports torch; left as it is": "导入 torch 的代码模板；保持原样",
    # Hugging Face repositories
    "there is no config.json": "没有 config.json",
    "config.json cannot be read: {error}": "无法读取 config.json：{error}",
    "config.json holds no object": "config.json 的内容不是对象",
    "auto_map: {name} is {reference}, but {why}": "auto_map：{name} 为 {reference}，但{why}",
    "that is no module and class": "这不是模块加类的写法",
    "there is no {file}": "没有 {file}",
    "the index cannot be read: {error}": "无法读取索引：{error}",
    "{name} lies outside of the folder": "{name} 位于文件夹之外",
    "{name} is missing": "缺少 {name}",
    "a pointer of git-lfs in place of the weights: run `git lfs pull`": (
        "权重的位置上是 git-lfs 指针：请运行 `git lfs pull`"
    ),
    # notebooks and stubs
    "the magic {magic} names {name}; left as it is": "魔法命令 {magic} 提到 {name}；保持原样",
    "a {name} cell names {root}; left as it is": "{name} 单元提到 {root}；保持原样",
    "the cell does not parse; left as it is": "该单元无法解析；保持原样",
    "it has no cells at its top level (notebooks before format 4 are not read)": (
        "顶层没有单元（不读取格式 4 之前的笔记本）"
    ),
    "its language is {language}": "其语言是 {language}",
    "not readable as JSON: {reason}": "无法读作 JSON：{reason}",
    "the cells of the output are not those of the input": "输出的单元与输入不一致",
    "a magic of cell {cell} is missing in the output": "输出中缺少单元 {cell} 的魔法命令",
    "{names} come from {module}, which is written when the stub's module is converted with it": (
        "{names} 来自 {module}，它在与存根对应的模块一起转换时写出"
    ),
}

#: What may follow one of the above, after a semicolon.
ADDITIONS: dict[str, str] = {
    "add it to --with_packages": "请把它加到 --with_packages",
    "torch's version says nothing of Paddle's, this is the one that the output is written for": (
        "torch 的版本不能说明 Paddle 的版本，这里写的是输出所针对的版本"
    ),
    "paddlepaddle has no extra {name}, pip says so and goes on": "paddlepaddle 没有附加项 {name}，pip 会提示并继续",
    "for CUDA install paddlepaddle-gpu from Paddle's own index instead": (
        "需要 CUDA 时，请改从 Paddle 自己的索引安装 paddlepaddle-gpu"
    ),
    "torch itself is still imported by {files}": "torch 本身仍被 {files} 导入",
    "torch's passes --local-rank to the program, Paddle's sets PADDLE_LOCAL_RANK": (
        "torch 的启动器把 --local-rank 传给程序，Paddle 的启动器设置 PADDLE_LOCAL_RANK"
    ),
}
