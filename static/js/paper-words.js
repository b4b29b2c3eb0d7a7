// Words in file names that tell what kind of paper a file is: an assumption of how people name their scans. A page
// guesses by them where several files are dropped at once; the paper's own name tells as well, and the person decides.
const PAPER_WORDS = {
  old_certificate: ["旧证", "备案证", "产权证"],
  nameplate_photo: ["铭牌", "nameplate"],
  renewal_application_form: ["申请表"],
  manual_param_page: ["说明书", "参数页"],
  device_photo: ["整机", "外观", "全景"],
  manufacturing_license: ["制造许可", "生产许可", "许可证"],
  quality_certificate: ["合格证"],
  supervision_certificate: ["监检", "监督检验"],
  purchase_proof: ["发票", "购销合同", "购买合同"],
  transfer_docs: ["转让", "注销证明", "移交清单"],
  safety_assessment_report: ["评估"],
  inspection_report: ["检验报告", "检测报告"],
  safety_device_calibration: ["标定", "防坠"],
  missing_doc_statement: ["遗失"],
  business_license: ["营业执照", "执照"],
  authenticity_commitment: ["承诺书", "承诺"],
  authorization_letter: ["授权"],
};
